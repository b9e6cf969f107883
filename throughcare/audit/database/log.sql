-- The audit log: the database gives id, time, transaction and hash; nobody changes a row.
-- The leaf hash is made by audit/leaves.py, so that the verifier hashes the very same bytes.

-- Not in schema public: the web role may draw no numbers, so it can make no gaps.
CREATE SEQUENCE IF NOT EXISTS app.audit_id AS bigint NO CYCLE CACHE 1;
REVOKE ALL ON SEQUENCE app.audit_id FROM PUBLIC, throughcare_web, throughcare_worker;

CREATE OR REPLACE FUNCTION app.audit_fill() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF NEW.id IS NOT NULL OR NEW.leaf IS NOT NULL THEN
    RAISE EXCEPTION 'the log gives ids and hashes itself'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  NEW.xact := pg_current_xact_id();
  NEW.id := nextval('app.audit_id');
  NEW.at := CASE WHEN app.now() = transaction_timestamp() THEN clock_timestamp() ELSE app.now() END;
  IF app.ok() THEN
    -- Who it was is what the signed context says, whatever the web tier says.
    NEW.user_id := app.my_user();
    NEW.membership_id := app.my_membership();
    NEW.agency_id := app.my_agency();
    NEW.team_id := nullif(current_setting('app.team', true), '')::uuid;
    NEW.role := app.my_role();
    NEW.purpose := app.my_purpose();
    IF cardinality(NEW.person_ids) = 1 AND NEW.relationship IS NULL THEN
      NEW.relationship := app.audit_reached_by(NEW.person_ids[1]);
    END IF;
  ELSIF NEW.membership_id IS NOT NULL OR NEW.role <> '' THEN
    RAISE EXCEPTION 'without an access context no entry may name a role'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NEW.outcome = 'denied' AND NEW.tried <> '' AND cardinality(NEW.person_ids) = 0 THEN
    -- Whose record was tried. The web tier must not learn whether there is one, so the
    -- database looks; the answer stays in the log.
    SELECT coalesce(array_agg(p.id), '{{}}') INTO NEW.person_ids
      FROM people_person p WHERE p.reference = NEW.tried;
  END IF;
  NEW.leaf := {leaf};
  RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION app.audit_fill() FROM PUBLIC;

-- The strongest live link through which this context reaches a person; null when it has none.
CREATE OR REPLACE FUNCTION app.audit_reached_by(p_person uuid) RETURNS smallint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT min(l.kind)::smallint FROM sharing_reach l
   WHERE l.person_id = p_person AND l.principal_id = ANY (app.uuids('principals')::uuid[])
     AND l.starts_at <= app.now() AND (l.ends_at IS NULL OR l.ends_at > app.now()) $$;
REVOKE ALL ON FUNCTION app.audit_reached_by(uuid) FROM PUBLIC;

CREATE OR REPLACE TRIGGER audit_fill BEFORE INSERT ON audit_auditentry
  FOR EACH ROW EXECUTE FUNCTION app.audit_fill();
-- UPDATE and DELETE are refused by the trigger of every append-only table (core/database).
CREATE OR REPLACE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit_auditentry
  FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
CREATE OR REPLACE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit_auditseal
  FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();

-- Sealing, for the worker: it sees hashes and numbers, never an entry.
-- The newest id, and the transactions that may still add an entry below it. In this order: a
-- writer holds its lock on the table from before it draws an id until after its rows are seen,
-- so whoever drew an id up to last_id is among the writers or has ended.
CREATE OR REPLACE FUNCTION app.audit_mark(OUT last_id bigint, OUT writers text[])
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('audit seal', 0));
  SELECT CASE WHEN s.is_called THEN s.last_value ELSE 0 END INTO last_id FROM app.audit_id s;
  writers := app.audit_writers();
END $$;

CREATE OR REPLACE FUNCTION app.audit_writers() RETURNS text[]
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT coalesce(array_agg(DISTINCT l.virtualtransaction), '{{}}') FROM pg_locks l
   WHERE l.locktype = 'relation' AND l.relation = 'public.audit_auditentry'::regclass
     AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
     AND l.mode = 'RowExclusiveLock' AND l.granted
     AND l.pid IS DISTINCT FROM pg_backend_pid() $$;

CREATE OR REPLACE FUNCTION app.audit_last_seal()
RETURNS TABLE (number bigint, last_id bigint, head bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT s.number, s.last_id, s.head FROM audit_auditseal s ORDER BY s.number DESC LIMIT 1 $$;

CREATE OR REPLACE FUNCTION app.audit_leaves(p_after bigint, p_last bigint)
RETURNS TABLE (id bigint, leaf bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT e.id, e.leaf FROM audit_auditentry e WHERE e.id > p_after AND e.id <= p_last
   ORDER BY e.id $$;

CREATE OR REPLACE FUNCTION app.audit_add_seal(p_number bigint, p_at timestamptz, p_first bigint,
  p_last bigint, p_rows int, p_root bytea, p_previous bytea, p_head bytea, p_signature bytea,
  p_public_key bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE s record;
BEGIN
  SELECT * INTO s FROM app.audit_last_seal();
  IF p_number <> coalesce(s.number, 0) + 1 OR p_first <> coalesce(s.last_id, 0) + 1
     OR p_previous <> coalesce(s.head, decode(repeat('00', 32), 'hex')) THEN
    RAISE EXCEPTION 'seal % does not follow the one before', p_number
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  INSERT INTO audit_auditseal (number, sealed_at, first_id, last_id, entry_count, root, previous, head,
                               signature, public_key)
  VALUES (p_number, p_at, p_first, p_last, p_rows, p_root, p_previous, p_head, p_signature,
          p_public_key);
END $$;

REVOKE ALL ON FUNCTION app.audit_mark(), app.audit_writers(), app.audit_last_seal(), app.audit_leaves(bigint, bigint),
  app.audit_add_seal(bigint, timestamptz, bigint, bigint, int, bytea, bytea, bytea, bytea, bytea)
  FROM PUBLIC, throughcare_web;
GRANT EXECUTE ON FUNCTION app.audit_mark(), app.audit_writers(), app.audit_last_seal(),
  app.audit_leaves(bigint, bigint),
  app.audit_add_seal(bigint, timestamptz, bigint, bigint, int, bytea, bytea, bytea, bytea, bytea)
  TO throughcare_worker;
