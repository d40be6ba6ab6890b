-- 0011_media.sql - what members attach to their messages.
-- SPDX-License-Identifier: ISC

CREATE TABLE message_media (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  message_id bigint NOT NULL,
  state text NOT NULL DEFAULT 'queued',
  media_type text,
  size integer,
  sha256 text,
  bytes bytea,
  reason text,
  at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT message_media_message_id_primary
    PRIMARY KEY (tenant_id, message_id),
  CONSTRAINT message_media_message_id_reference
    FOREIGN KEY (tenant_id, message_id)
    REFERENCES chat_messages (tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT message_media_state_check
    CHECK (state IN ('queued', 'fetched', 'refused', 'failed')),
  CONSTRAINT message_media_bytes_check
    CHECK (num_nonnulls(media_type, size, sha256, bytes) =
      CASE state WHEN 'fetched' THEN 4 ELSE 0 END)
);
-- Pictures and sounds are compressed already.
ALTER TABLE message_media ALTER bytes SET STORAGE EXTERNAL;
COMMENT ON TABLE message_media IS 'Pictures and files that members attach, one per message';
COMMENT ON COLUMN message_media.tenant_id IS 'Studio';
COMMENT ON COLUMN message_media.message_id IS 'Message that it came with';
COMMENT ON COLUMN message_media.state IS 'queued: to be fetched; fetched; refused: too large or of no known type; failed: the provider did not give it';
COMMENT ON COLUMN message_media.media_type IS 'What it is by its content, never by what somebody says';
COMMENT ON COLUMN message_media.size IS 'Bytes';
COMMENT ON COLUMN message_media.sha256 IS 'SHA-256 of the bytes in hexadecimal';
COMMENT ON COLUMN message_media.bytes IS 'The file as it came; never decoded here';
COMMENT ON COLUMN message_media.reason IS 'Why it was refused or failed, for staff';
COMMENT ON COLUMN message_media.at IS 'When it came into that state';

ALTER TABLE message_media ENABLE ROW LEVEL SECURITY;
ALTER TABLE message_media FORCE ROW LEVEL SECURITY;
CREATE POLICY message_media_own ON message_media
  USING (tenant_id = current_tenant());

GRANT SELECT (message_id), INSERT (message_id) ON message_media
  TO ariia_webhook;
GRANT SELECT ON message_media TO ariia_agent, ariia_admin;
GRANT SELECT (message_id, state), UPDATE (state, media_type, size, sha256,
  bytes, reason, at) ON message_media TO ariia_courier;
