-- A person's own pages: the membership that they act under, what proves who signs in, and the one
-- window on the log that the person has. Nothing here answers whether somebody is known.

-- The membership of role "person" for this person in the asker's agency, made when there is none.
-- Whoever records health information about the person may prepare it; it opens no page by itself.
CREATE OR REPLACE FUNCTION app.open_own_pages(p_person uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE v_access record; v_user uuid := gen_random_uuid(); v_member uuid := gen_random_uuid();
        v_id uuid := gen_random_uuid();
BEGIN
  IF NOT app.ok() OR app.my_role() = 'person'
     OR app.my_agency_type() NOT IN ('nhs_provider', 'charity_provider')
     OR NOT app.may(1, p_person, 3) THEN
    RAISE EXCEPTION 'not allowed to prepare own pages' USING ERRCODE = '42501';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('own_pages' || p_person::text, 0));
  SELECT id, member_id INTO v_access FROM my_ownaccess
   WHERE person_id = p_person AND agency_id = app.my_agency();
  IF FOUND THEN
    RETURN jsonb_build_object('id', v_access.id, 'member', v_access.member_id, 'made', false);
  END IF;
  -- No name of the person stands on the account: accounts are not protected row by row.
  INSERT INTO accounts_user (id, email, name, password, is_active, joined_at, idle_minutes,
                             language, session_series)
  VALUES (v_user, v_user::text || '@person.invalid', 'The person themselves', '!', true,
          app.now(), 15, 'en-gb', 1);
  INSERT INTO agencies_membership (id, user_id, team_id, role, starts_on, job_title, profession,
                                   registration, lived_experience, version)
  VALUES (v_member, v_user, nullif(current_setting('app.team', true), '')::uuid, 'person',
          app.today(), '', '', '', false, 1);
  INSERT INTO sharing_link (id, person_id, principal_id, kind, agency_id, source, starts_at,
                            granted_by, granted_at)
  VALUES (gen_random_uuid(), p_person, v_member, 12, app.my_agency(), 'own_pages', app.now(),
          app.my_membership(), app.now());
  INSERT INTO my_ownaccess (id, person_id, agency_id, recorded_by_id, recorded_at, version,
                            member_id, status, question, language)
  VALUES (v_id, p_person, app.my_agency(), app.my_membership(), app.now(), 1, v_member,
          'tablet', '', 'en-gb');
  INSERT INTO my_ownkey (own_access_id, phone_mark, fact_mark, code_mark, by_hand, tries)
  VALUES (v_id, '', '', '', false, 0);
  RETURN jsonb_build_object('id', v_id, 'member', v_member, 'made', true);
END $$;
REVOKE ALL ON FUNCTION app.open_own_pages(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.open_own_pages(uuid) TO throughcare_web, throughcare_worker;

-- May the asker, of the agency that gave it, change this access?
CREATE OR REPLACE FUNCTION app.manages_own_access(p_access uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT app.ok() AND app.my_role() <> 'person' AND EXISTS (
    SELECT 1 FROM my_ownaccess a WHERE a.id = p_access AND a.agency_id = app.my_agency()
       AND app.may(1, a.person_id, 3)) $$;
REVOKE ALL ON FUNCTION app.manages_own_access(uuid) FROM PUBLIC;

-- Sets what proves who signs in: keyed hashes of the phone and of the fact. '' takes it away.
CREATE OR REPLACE FUNCTION app.set_own_key(p_access uuid, p_phone text, p_fact text)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF NOT app.manages_own_access(p_access) THEN RETURN false; END IF;
  UPDATE my_ownkey SET phone_mark = p_phone, fact_mark = p_fact, code_mark = '',
         code_ends_at = NULL, by_hand = false, tries = 0 WHERE own_access_id = p_access;
  RETURN FOUND;
END $$;
REVOKE ALL ON FUNCTION app.set_own_key(uuid, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.set_own_key(uuid, text, text) TO throughcare_web;

-- A code that a worker reads out: for who has no phone with them.
CREATE OR REPLACE FUNCTION app.give_own_code(p_access uuid, p_code text, p_minutes int)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF NOT app.manages_own_access(p_access) THEN RETURN false; END IF;
  UPDATE my_ownkey k SET code_mark = p_code, by_hand = true, tries = 0,
         code_ends_at = app.now() + make_interval(mins => least(p_minutes, 60))
    FROM my_ownaccess a
   WHERE k.own_access_id = p_access AND a.id = p_access AND a.status = 'open'
     AND k.fact_mark <> '';
  RETURN FOUND;
END $$;
REVOKE ALL ON FUNCTION app.give_own_code(uuid, text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.give_own_code(uuid, text, int) TO throughcare_web;

-- Somebody asks for a code by telephone number, without a context. One account may act further:
-- the one whose message is to be sent; for a number that nobody has, nothing.
CREATE OR REPLACE FUNCTION app.ask_own_code(p_phone text, p_code text, p_minutes int)
RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE v_member uuid;
BEGIN
  IF coalesce(p_phone, '') = '' OR coalesce(p_code, '') = '' THEN RETURN NULL; END IF;
  WITH found AS (
    UPDATE my_ownkey k SET code_mark = p_code, by_hand = false, tries = 0,
           code_ends_at = app.now() + make_interval(mins => least(p_minutes, 60))
      FROM my_ownaccess a
     WHERE a.id = k.own_access_id AND a.status = 'open' AND k.phone_mark = p_phone
       AND k.fact_mark <> ''
    RETURNING a.member_id)
  SELECT member_id INTO v_member FROM found ORDER BY member_id LIMIT 1;
  RETURN v_member;
END $$;
REVOKE ALL ON FUNCTION app.ask_own_code(text, text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.ask_own_code(text, text, int) TO throughcare_web;

-- Code and fact together; five tries at one code. A code read out by a worker needs no phone.
-- Answers what was opened for exactly one human, by one care agency or several, the oldest first;
-- or nothing: what was wrong is never said.
DROP FUNCTION IF EXISTS app.own_sign_in(text, text, text);
CREATE OR REPLACE FUNCTION app.own_sign_ins(p_phone text, p_code text, p_fact text)
RETURNS uuid[] LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE v_found uuid[]; v_people uuid[];
BEGIN
  IF coalesce(p_code, '') = '' OR coalesce(p_fact, '') = '' THEN RETURN NULL; END IF;
  UPDATE my_ownkey SET tries = tries + 1
   WHERE tries < 6 AND code_mark <> ''
     AND ((NOT by_hand AND p_phone <> '' AND phone_mark = p_phone)
          OR (by_hand AND code_mark = p_code));
  SELECT array_agg(a.member_id ORDER BY a.recorded_at, a.id), array_agg(DISTINCT a.person_id)
    INTO v_found, v_people
    FROM my_ownkey k JOIN my_ownaccess a ON a.id = k.own_access_id AND a.status = 'open'
   WHERE k.code_mark = p_code AND k.fact_mark = p_fact AND k.tries <= 5
     AND k.code_ends_at > app.now() AND (k.by_hand OR (p_phone <> '' AND k.phone_mark = p_phone));
  IF v_found IS NULL OR NOT v_people <@ ARRAY(SELECT app.same_people(v_people[1])) THEN
    RETURN NULL;
  END IF;
  UPDATE my_ownkey k SET code_mark = '', code_ends_at = NULL, tries = 0
    FROM my_ownaccess a WHERE a.id = k.own_access_id AND a.member_id = ANY (v_found);
  RETURN v_found;
END $$;
REVOKE ALL ON FUNCTION app.own_sign_ins(text, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.own_sign_ins(text, text, text) TO throughcare_web;

-- The handover that a code opens, once and before its time is over: without a context, because the
-- device may be nobody's yet. The code stays in the row, so that it never opens another.
CREATE OR REPLACE FUNCTION app.claim_tablet(p_code text, p_minutes int) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE h record;
BEGIN
  SELECT id, member_id INTO h FROM my_handover
   WHERE code_mark = p_code AND status = 'ready' AND claimed_at IS NULL
     AND last_used_at > app.now() - make_interval(mins => p_minutes) FOR UPDATE;
  IF NOT FOUND THEN RETURN NULL; END IF;
  UPDATE my_handover SET claimed_at = app.now() WHERE id = h.id;
  RETURN jsonb_build_object('id', h.id, 'member', h.member_id);
END $$;
REVOKE ALL ON FUNCTION app.claim_tablet(text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.claim_tablet(text, int) TO throughcare_web;

-- Who opened the record of the person whose own pages ask: by day, role, team and reason, without
-- a name. Left out: lists of several people; what protects somebody (panels, safeguarding); the
-- answering of requests and reviews; emergency openings until p_emergency_days have passed.
CREATE OR REPLACE FUNCTION app.looked_at_mine(p_emergency_days int, p_limit int)
RETURNS TABLE (on_day date, role text, purpose text, relationship smallint,
               agency_name text, team_name text, times bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE v_people uuid[];
BEGIN
  IF NOT app.ok() OR app.my_role() <> 'person' THEN RETURN; END IF;
  SELECT array_agg(DISTINCT r.person_id) INTO v_people FROM sharing_reach r
   WHERE r.principal_id = app.my_membership() AND r.kind = 12
     AND r.starts_at <= app.now() AND (r.ends_at IS NULL OR r.ends_at > app.now());
  RETURN QUERY
  WITH found AS MATERIALIZED (
    SELECT l.* FROM audit_auditentry l WHERE l.person_ids && v_people)
  SELECT (e.at AT TIME ZONE 'Europe/London')::date AS d, e.role::text, e.purpose::text,
         e.relationship, a.name::text, t.name::text, count(*)
    FROM found e JOIN agencies_agency a ON a.id = e.agency_id
    JOIN agencies_team t ON t.id = e.team_id
   WHERE e.outcome = 'allowed' AND e.person_ids <@ v_people AND e.role NOT IN ('', 'person')
     AND e.purpose NOT IN ('safeguarding', 'subject_rights', 'audit')
     AND coalesce(e.relationship, 0) NOT IN (8, 9)
     AND (e.relationship IS DISTINCT FROM 10
          OR e.at < app.now() - make_interval(days => p_emergency_days))
   GROUP BY d, e.role, e.purpose, e.relationship, a.name, t.name
   ORDER BY d DESC, a.name, t.name LIMIT least(p_limit, 200);
END $$;
REVOKE ALL ON FUNCTION app.looked_at_mine(int, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.looked_at_mine(int, int) TO throughcare_web;

-- The teams that work with the person now and by which link: no names of staff, and nothing of
-- panels, of requests for the record, or of emergency openings.
CREATE OR REPLACE FUNCTION app.who_helps_me()
RETURNS TABLE (agency_name text, agency_type text, team_name text, kind smallint, own boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  WITH mine AS (
    SELECT DISTINCT r.person_id FROM sharing_reach r
     WHERE app.ok() AND app.my_role() = 'person' AND r.principal_id = app.my_membership()
       AND r.kind = 12 AND r.starts_at <= app.now()
       AND (r.ends_at IS NULL OR r.ends_at > app.now())),
  live AS (
    SELECT r.kind, r.principal_id FROM sharing_reach r JOIN mine USING (person_id)
     WHERE r.kind NOT IN (8, 9, 10, 11, 12) AND r.starts_at <= app.now()
       AND (r.ends_at IS NULL OR r.ends_at > app.now()))
  SELECT DISTINCT a.name::text, a.type::text, coalesce(t.name, '')::text, l.kind,
         a.id = app.my_agency()
    FROM live l
    LEFT JOIN agencies_membership m ON m.id = l.principal_id
    LEFT JOIN agencies_team t ON t.id = coalesce(m.team_id, l.principal_id)
    LEFT JOIN agencies_place p ON p.id = l.principal_id
    JOIN agencies_agency a ON a.id = coalesce(t.agency_id, p.agency_id)
   ORDER BY 5 DESC, 1, 3 $$;
REVOKE ALL ON FUNCTION app.who_helps_me() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.who_helps_me() TO throughcare_web;
