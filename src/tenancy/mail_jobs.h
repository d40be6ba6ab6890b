/*
 * mail_jobs.h - the job "mail": renders one mail and hands it to the platform's
 * SMTP server.
 *
 * 4xx, and whatever keeps us from the server, is tried again with back-off for
 * some hours; 5xx to the mail sets the job aside with the server's reason. Is
 * it unknown what became of a mail that went out, it goes out again: rather
 * twice than never, and with the same Message-ID, by which mailboxes know it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TENANCY_MAIL_JOBS_H
#define TENANCY_MAIL_JOBS_H

#include "base/config.h"
#include "work/job.h"

/* JOB_MAIL. */
extern const struct job_kind mail_jobs[];

/* Before the fork: templates, texts, and whether smtp_url and its companions
 * can be right. Fits struct worker. Without an smtp_url every mail is set aside
 * at once, with an event mail_not_configured in the log. */
const char *mail_jobs_read(
    struct arena *arena, const struct config *config) must_use;

#endif
