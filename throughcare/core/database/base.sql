-- The ground that every policy stands on. Run as the owner after each migration; every
-- statement may be run again. Source of the pattern: docs/adr/0003-access-context.md.
CREATE SCHEMA IF NOT EXISTS app;
GRANT USAGE ON SCHEMA app TO throughcare_web, throughcare_worker, throughcare_report;

-- Keys. Nobody but the owner reads them.
CREATE TABLE IF NOT EXISTS app.secret (
  name text PRIMARY KEY, inner_pad bytea NOT NULL, outer_pad bytea NOT NULL);
REVOKE ALL ON app.secret FROM PUBLIC;

CREATE TABLE IF NOT EXISTS app.flag (name text PRIMARY KEY, value text NOT NULL);
GRANT SELECT ON app.flag TO PUBLIC;

-- Tables with row-level security: start-up compares this list with the catalogue.
CREATE TABLE IF NOT EXISTS app.protected_table (name text PRIMARY KEY);
GRANT SELECT ON app.protected_table TO PUBLIC;

-- The compiled policy (sharing/policy); masks are bit masks over the categories.
CREATE TABLE IF NOT EXISTS app.policy_cell (
  agency_type text NOT NULL, role text NOT NULL, purpose text NOT NULL, action text NOT NULL,
  share smallint NOT NULL, relationship smallint NOT NULL, basis smallint NOT NULL,
  mask integer NOT NULL,
  PRIMARY KEY (agency_type, role, purpose, action, share, relationship, basis));
CREATE TABLE IF NOT EXISTS app.role_purpose (
  agency_type text NOT NULL, role text NOT NULL, purpose text NOT NULL,
  PRIMARY KEY (agency_type, role, purpose));
CREATE TABLE IF NOT EXISTS app.policy_hash (
  sha256 text PRIMARY KEY, installed_at timestamptz NOT NULL DEFAULT now(),
  current boolean NOT NULL);
GRANT SELECT ON app.policy_hash TO throughcare_web, throughcare_worker;

-- HMAC-SHA256 (RFC 2104) from the core function sha256: no extension needed. PL/pgSQL, here and
-- below, because each statement of a page asks app.ok(): its plans are kept for the session,
-- while a function in SQL with settings of its own is planned anew each time (20 times slower).
CREATE OR REPLACE FUNCTION app.hmac(key_name text, message bytea) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE s record;
BEGIN
  SELECT inner_pad, outer_pad INTO s FROM app.secret WHERE name = key_name;
  RETURN encode(sha256(s.outer_pad || sha256(s.inner_pad || message)), 'hex');
END $$;
REVOKE ALL ON FUNCTION app.hmac(text, bytea) FROM PUBLIC;

CREATE OR REPLACE FUNCTION app.set_secret(key_name text, key bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE padded bytea; i int; inner_pad bytea; outer_pad bytea;
BEGIN
  IF length(key) > 64 THEN key := sha256(key); END IF;
  padded := key || decode(repeat('00', 64 - length(key)), 'hex');
  inner_pad := padded; outer_pad := padded;
  FOR i IN 0..63 LOOP
    inner_pad := set_byte(inner_pad, i, get_byte(padded, i) # 54);   -- 0x36
    outer_pad := set_byte(outer_pad, i, get_byte(padded, i) # 92);   -- 0x5c
  END LOOP;
  INSERT INTO app.secret VALUES (key_name, inner_pad, outer_pad)
  ON CONFLICT (name) DO UPDATE SET inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad;
END $$;
REVOKE ALL ON FUNCTION app.set_secret(text, bytea) FROM PUBLIC;

-- Functions that each policy asks have bodies of the SQL standard and no settings of their own:
-- names in them are bound when they are made, so no search_path can lead them elsewhere, and
-- PostgreSQL writes them into the statement instead of calling them. A page asks some 200.

-- Time has one door; only a database that carries the flag lets a test set it.
CREATE OR REPLACE FUNCTION app.time_of_test() RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT CASE WHEN EXISTS (SELECT 1 FROM app.flag WHERE name = 'test_clock' AND value = 'on')
              THEN current_setting('app.test_now', true)::timestamptz
              ELSE transaction_timestamp() END $$;
CREATE OR REPLACE FUNCTION app.now() RETURNS timestamptz LANGUAGE sql STABLE
RETURN CASE WHEN coalesce(current_setting('app.test_now', true), '') = ''
            THEN transaction_timestamp() ELSE app.time_of_test() END;

-- The settings of the access context, joined with their lengths so that none can borrow
-- a character from its neighbour.
CREATE OR REPLACE FUNCTION app.ctx_part(n text) RETURNS text LANGUAGE sql STABLE
RETURN octet_length(coalesce(current_setting('app.' || n, true), '')) || ':'
  || coalesce(current_setting('app.' || n, true), '') || ',';
CREATE OR REPLACE FUNCTION app.ctx_text() RETURNS text LANGUAGE sql STABLE
RETURN app.ctx_part('user') || app.ctx_part('membership') || app.ctx_part('agency')
  || app.ctx_part('agency_type') || app.ctx_part('role') || app.ctx_part('team')
  || app.ctx_part('purpose') || app.ctx_part('principals') || app.ctx_part('share_ids')
  || app.ctx_part('share_masks') || app.ctx_part('excl') || app.ctx_part('perm')
  || app.ctx_part('masks');

CREATE OR REPLACE FUNCTION app.ctx_signature() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  RETURN app.hmac('ctx', convert_to(pg_backend_pid() || '|'
    || extract(epoch FROM transaction_timestamp())::text || '|' || app.ctx_text(), 'UTF8'));
END $$;
REVOKE ALL ON FUNCTION app.ctx_signature() FROM PUBLIC;

-- True when this transaction carries a context that the database itself signed.
CREATE OR REPLACE FUNCTION app.ok() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE given text := current_setting('app.sig', true);
BEGIN
  IF given IS NULL OR given = '' THEN RETURN false; END IF;
  RETURN coalesce(given = app.ctx_signature(), false);
END $$;

-- Typed results: a policy says ((SELECT app.ints('masks')))::integer[], where the cast costs
-- nothing. Had they returned text, each row would parse a thousand numbers again.
CREATE OR REPLACE FUNCTION app.uuids(n text) RETURNS uuid[] LANGUAGE sql STABLE
RETURN coalesce(nullif(current_setting('app.' || n, true), ''), '{}')::uuid[];
CREATE OR REPLACE FUNCTION app.ints(n text) RETURNS integer[] LANGUAGE sql STABLE
RETURN coalesce(nullif(current_setting('app.' || n, true), ''), '{}')::integer[];
CREATE OR REPLACE FUNCTION app.my_agency() RETURNS uuid LANGUAGE sql STABLE
RETURN nullif(current_setting('app.agency', true), '')::uuid;
CREATE OR REPLACE FUNCTION app.my_membership() RETURNS uuid LANGUAGE sql STABLE
RETURN nullif(current_setting('app.membership', true), '')::uuid;
CREATE OR REPLACE FUNCTION app.my_user() RETURNS uuid LANGUAGE sql STABLE
RETURN nullif(current_setting('app.user', true), '')::uuid;
CREATE OR REPLACE FUNCTION app.my_agency_type() RETURNS text LANGUAGE sql STABLE
RETURN nullif(current_setting('app.agency_type', true), '');
CREATE OR REPLACE FUNCTION app.my_role() RETURNS text LANGUAGE sql STABLE
RETURN nullif(current_setting('app.role', true), '');
CREATE OR REPLACE FUNCTION app.my_purpose() RETURNS text LANGUAGE sql STABLE
RETURN nullif(current_setting('app.purpose', true), '');

CREATE OR REPLACE FUNCTION app.end_ctx() RETURNS void
LANGUAGE sql SET search_path = pg_catalog AS $$
  SELECT set_config('app.sig', '', true), set_config('app.principals', '', true),
         set_config('app.masks', '', true) $$;

-- Old rows: what each update replaced. The web role cannot read them.
CREATE TABLE IF NOT EXISTS app.row_history (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  table_name text NOT NULL, row_id text NOT NULL, old jsonb NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  xact xid8 NOT NULL DEFAULT pg_current_xact_id(), by_membership uuid);
REVOKE ALL ON app.row_history FROM PUBLIC, throughcare_web, throughcare_worker;
CREATE INDEX IF NOT EXISTS row_history_row ON app.row_history (table_name, row_id);

CREATE OR REPLACE FUNCTION app.keep_old_row() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF OLD IS DISTINCT FROM NEW THEN
    INSERT INTO app.row_history (table_name, row_id, old, by_membership)
    VALUES (TG_TABLE_NAME, to_jsonb(OLD) ->> 'id', to_jsonb(OLD), app.my_membership());
  END IF;
  RETURN NULL;
END $$;

-- A status never changes without its event (architecture decision 6). Deferred to the commit.
CREATE OR REPLACE FUNCTION app.status_needs_event() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.status IS NOT DISTINCT FROM NEW.status THEN RETURN NULL; END IF;
  IF NOT EXISTS (
    SELECT 1 FROM public.core_event e WHERE e.subject_id = NEW.id
      AND e.status_to = NEW.status AND e.xact = pg_current_xact_id())
  THEN
    RAISE EXCEPTION 'status of % is now [%] and no event names it', TG_TABLE_NAME, NEW.status
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION app.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
