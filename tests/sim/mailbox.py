#!/usr/bin/python3
"""mailbox.py - an SMTP server that keeps what it is given, for tests.

SPDX-License-Identifier: ISC

usage: mailbox.py DIRECTORY CERTIFICATE KEY PORT PLAIN_PORT

Listens on 127.0.0.1: on PORT with STARTTLS and sign-in required (see USER), on
PLAIN_PORT with neither; 0 takes a free one, DIRECTORY/ports has both. Each mail
becomes DIRECTORY/RECIPIENT.N.eml, and RECIPIENT.N.json says how it came.
What a recipient's name begins with decides what becomes of a mail:
  gone-  550 to RCPT                    spam-  554 after the message
  busy-  451 the first time, then taken slow-  taken after three seconds
  lost-  taken, but the first time the connection ends without a word
"""
import asyncio
import json
import os
import re
import signal
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

USER, PASSWORD = b"ariia", b"a-password-for-mailbox.py"


class Mailbox:
    def __init__(self, directory):
        self.directory = directory
        self.seen = {}

    def keep(self, session, envelope):
        recipient = envelope.rcpt_tos[0]
        name = re.sub(r"[^A-Za-z0-9@._+-]", "_", recipient)
        base = os.path.join(self.directory, name)
        number = 1
        while os.path.exists(f"{base}.{number}.eml"):
            number += 1
        tls = getattr(session, "ssl", None)
        how = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": tls is not None,
            "user": session.auth_data.decode() if session.auth_data else None,
        }
        with open(f"{base}.{number}.json", "w", encoding="utf-8") as file:
            json.dump(how, file)
        with open(f"{base}.new", "wb") as file:
            file.write(envelope.original_content)
        os.rename(f"{base}.new", f"{base}.{number}.eml")

    def is_first(self, recipient):
        self.seen[recipient] = self.seen.get(recipient, 0) + 1
        return self.seen[recipient] == 1

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("gone-"):
            return f"550 5.1.1 <{address}>: no such mailbox"
        if address.startswith("busy-") and self.is_first(address):
            return "451 4.7.1 greylisted, try again"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 fine"

    async def handle_DATA(self, server, session, envelope):
        recipient = envelope.rcpt_tos[0]
        if recipient.startswith("spam-"):
            return "554 5.7.1 we do not like it"
        if recipient.startswith("slow-"):
            await asyncio.sleep(3)
        self.keep(session, envelope)
        if recipient.startswith("lost-") and self.is_first(recipient):
            server.transport.abort()
        return "250 2.0.0 kept"


def sign_in(server, session, envelope, mechanism, data):
    good = data.login == USER and data.password == PASSWORD
    return AuthResult(success=good, auth_data=data.login)


async def serve(directory, certificate, key, port, plain_port):
    loop = asyncio.get_running_loop()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    mailbox = Mailbox(directory)
    servers = [
        await loop.create_server(
            lambda: SMTP(
                mailbox,
                hostname="mailbox",
                loop=loop,
                tls_context=context,
                require_starttls=True,
                auth_required=True,
                authenticator=sign_in,
            ),
            "127.0.0.1",
            port,
        ),
        await loop.create_server(
            lambda: SMTP(mailbox, hostname="mailbox", loop=loop),
            "127.0.0.1",
            plain_port,
        ),
    ]
    ports = [str(server.sockets[0].getsockname()[1]) for server in servers]
    with open(f"{directory}/ports.new", "w", encoding="utf-8") as file:
        file.write(" ".join(ports) + "\n")
    os.rename(f"{directory}/ports.new", f"{directory}/ports")
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    await ended.wait()


if __name__ == "__main__":
    if len(sys.argv) != 6:
        sys.exit("usage: mailbox.py DIRECTORY CERTIFICATE KEY PORT PLAIN_PORT")
    asyncio.run(serve(*sys.argv[1:4], int(sys.argv[4]), int(sys.argv[5])))
