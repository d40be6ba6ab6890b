-- 0023_brand_pictures.sql - a studio's logo and favicon.
-- SPDX-License-Identifier: ISC

-- What somebody sent, or named by its address, and what became of it. A newer
-- one takes the place of an older one; the job sees by its number which it had.
CREATE TABLE brand_uploads (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  slot text NOT NULL,
  number bigint NOT NULL DEFAULT 1,
  state text NOT NULL,
  name text NOT NULL,
  reason text,
  bytes bytea,
  created_by bigint,
  created_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  CONSTRAINT brand_uploads_slot_primary PRIMARY KEY (tenant_id, slot),
  CONSTRAINT brand_uploads_slot_check CHECK (slot IN ('logo', 'favicon')),
  CONSTRAINT brand_uploads_state_check
    CHECK (state IN ('fetching', 'checking', 'shown', 'refused')),
  CONSTRAINT brand_uploads_bytes_check
    CHECK ((bytes IS NOT NULL) = (state = 'checking')
      AND length(bytes) <= 2097152)
);
ALTER TABLE brand_uploads ALTER bytes SET STORAGE EXTERNAL;
COMMENT ON TABLE brand_uploads IS 'Pictures that were sent for a studio''s brand, the last one of each kind';
COMMENT ON COLUMN brand_uploads.tenant_id IS 'Studio';
COMMENT ON COLUMN brand_uploads.slot IS 'logo or favicon';
COMMENT ON COLUMN brand_uploads.number IS 'Counts up with each one';
COMMENT ON COLUMN brand_uploads.state IS 'fetching: from its address; checking: to be decoded; shown; refused';
COMMENT ON COLUMN brand_uploads.name IS 'Name of the file, or its address';
COMMENT ON COLUMN brand_uploads.reason IS 'Why it was refused, for people';
COMMENT ON COLUMN brand_uploads.bytes IS 'As it came, until it was decoded; never sent to anybody';
COMMENT ON COLUMN brand_uploads.created_by IS 'User who sent it; null: a program';
COMMENT ON COLUMN brand_uploads.created_at IS 'When it came';
COMMENT ON COLUMN brand_uploads.ended_at IS 'When it was shown or refused';

CREATE TABLE brand_pictures (
  tenant_id bigint NOT NULL DEFAULT current_tenant(),
  slot text NOT NULL,
  version text NOT NULL,
  hides_on text NOT NULL,
  media_type text NOT NULL,
  width integer NOT NULL,
  height integer NOT NULL,
  bytes bytea NOT NULL,
  mail_width integer,
  mail_height integer,
  mail_bytes bytea,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT brand_pictures_slot_primary PRIMARY KEY (tenant_id, slot),
  CONSTRAINT brand_pictures_slot_check CHECK (slot IN ('logo', 'favicon')),
  CONSTRAINT brand_pictures_hides_on_check
    CHECK (hides_on IN ('any', 'dark', 'light')),
  CONSTRAINT brand_pictures_media_type_check
    CHECK (media_type IN ('image/png', 'image/webp', 'image/svg+xml')),
  CONSTRAINT brand_pictures_mail_check
    CHECK (num_nonnulls(mail_width, mail_height, mail_bytes) IN (0, 3))
);
-- Not unique: a key of studios begins with the studio, which is in the version.
CREATE INDEX brand_pictures_version ON brand_pictures (version);
ALTER TABLE brand_pictures ALTER bytes SET STORAGE EXTERNAL;
ALTER TABLE brand_pictures ALTER mail_bytes SET STORAGE EXTERNAL;
COMMENT ON TABLE brand_pictures IS 'Logo and favicon as they are shown: decoded and written anew';
COMMENT ON COLUMN brand_pictures.tenant_id IS 'Studio';
COMMENT ON COLUMN brand_pictures.slot IS 'logo or favicon';
COMMENT ON COLUMN brand_pictures.version IS 'Beginning of the SHA-256 of studio and content, part of addresses';
COMMENT ON COLUMN brand_pictures.hides_on IS 'Ground on which it needs a plate: any (none), dark, light';
COMMENT ON COLUMN brand_pictures.media_type IS 'Of bytes';
COMMENT ON COLUMN brand_pictures.width IS 'Of bytes; of an SVG only the proportion counts';
COMMENT ON COLUMN brand_pictures.height IS 'Of bytes';
COMMENT ON COLUMN brand_pictures.bytes IS 'For pages';
COMMENT ON COLUMN brand_pictures.mail_width IS 'Of mail_bytes';
COMMENT ON COLUMN brand_pictures.mail_height IS 'Of mail_bytes';
COMMENT ON COLUMN brand_pictures.mail_bytes IS 'PNG for mails; null: there the name stands';
COMMENT ON COLUMN brand_pictures.created_at IS 'When it was made';

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['brand_uploads', 'brand_pictures'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY %I ON %I USING (tenant_id = current_tenant())',
      name || '_own', name);
  END LOOP;
END
$$;

-- The platform's own host shows any studio's pages, and mails name it: there a
-- version says whose picture it is. Who knows it has seen the picture.
CREATE POLICY brand_pictures_lookup ON brand_pictures
  FOR SELECT TO ariia_lookup USING (true);
GRANT SELECT (tenant_id, version) ON brand_pictures TO ariia_lookup;
CREATE FUNCTION brand_picture_tenant(wanted text) RETURNS bigint
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$
    SELECT p.tenant_id FROM brand_pictures p WHERE p.version = wanted LIMIT 1
  $$;
COMMENT ON FUNCTION brand_picture_tenant(text) IS
  'The studio whose picture has that version; null for none';
ALTER FUNCTION brand_picture_tenant(text) OWNER TO ariia_lookup;
REVOKE ALL ON FUNCTION brand_picture_tenant(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION brand_picture_tenant(text) TO ariia_ui;

-- Pages and the API take pictures, say what became of them and remove them.
GRANT SELECT (tenant_id, slot, number, state, name, reason),
  INSERT (slot, state, name, bytes, created_by),
  UPDATE (number, state, name, reason, bytes, created_by, created_at,
    ended_at), DELETE ON brand_uploads TO ariia_ui, ariia_admin;
GRANT DELETE ON brand_pictures TO ariia_ui, ariia_admin;
GRANT SELECT ON brand_pictures TO ariia_ui;
GRANT SELECT (slot, version) ON brand_pictures TO ariia_admin, ariia_auth;
-- Mails show the logo.
GRANT SELECT (slot, version, hides_on, mail_width, mail_height)
  ON brand_pictures TO ariia_courier;
-- ariia-clock fetches and decodes.
GRANT SELECT, UPDATE (state, reason, bytes, ended_at) ON brand_uploads
  TO ariia_clock;
GRANT SELECT (tenant_id, slot), INSERT (slot, version, hides_on, media_type,
  width, height, bytes, mail_width, mail_height, mail_bytes), UPDATE (version,
  hides_on, media_type, width, height, bytes, mail_width, mail_height,
  mail_bytes, created_at) ON brand_pictures TO ariia_clock;
