-- Guards, emergency openings, and what an administrator may change in a sharing agreement.

-- Raises unless this context may bring somebody in, or shut somebody out, of this record.
CREATE OR REPLACE FUNCTION app.require_grant(p_person uuid) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF NOT app.ok() THEN RAISE EXCEPTION 'no access context' USING ERRCODE = '42501'; END IF;
  -- Null counts as no.
  IF app.may(4, p_person, 0) IS NOT TRUE THEN
    RAISE EXCEPTION 'not allowed to change who sees this record' USING ERRCODE = '42501';
  END IF;
END $$;
REVOKE ALL ON FUNCTION app.require_grant(uuid) FROM PUBLIC;

CREATE OR REPLACE FUNCTION app.require_reason(p_reason text) RETURNS text
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$
BEGIN
  IF coalesce(btrim(p_reason), '') = '' THEN
    RAISE EXCEPTION 'a reason is required' USING ERRCODE = '23514';
  END IF;
  RETURN left(btrim(p_reason), 300);
END $$;

-- Limits, restricts or opens every record of one human. Restricting permits the asker, so that
-- no record is ever without somebody who sees it.
CREATE OR REPLACE FUNCTION app.set_guard(p_person uuid, p_guard text, p_reason text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE v_reason text; g uuid;
BEGIN
  PERFORM app.require_grant(p_person);
  v_reason := app.require_reason(p_reason);
  IF p_guard NOT IN ('none', 'limited', 'restricted') THEN
    RAISE EXCEPTION 'unknown guard [%]', p_guard USING ERRCODE = '23514';
  END IF;
  FOR g IN SELECT s FROM app.same_people(p_person) AS s LOOP
    INSERT INTO sharing_guarddecision (id, person_id, guard, reason, by_membership_id, at)
    VALUES (gen_random_uuid(), g, p_guard, v_reason, app.my_membership(), app.now());
    IF p_guard = 'restricted' AND NOT EXISTS (
      SELECT 1 FROM sharing_permission p WHERE p.person_id = g AND p.user_id = app.my_user()
         AND (p.ends_at IS NULL OR p.ends_at > app.now()))
    THEN
      INSERT INTO sharing_permission (id, person_id, user_id, reason, by_membership_id, starts_at)
      VALUES (gen_random_uuid(), g, app.my_user(), v_reason, app.my_membership(), app.now());
    END IF;
    -- The trigger on people_person works the reach of the group out again.
    UPDATE people_person SET guard = p_guard, version = version + 1
     WHERE id = g AND guard IS DISTINCT FROM p_guard;
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION app.set_guard(uuid, text, text) FROM PUBLIC;

-- A named member of staff may not see the record, whatever their links.
CREATE OR REPLACE FUNCTION app.exclude_user(p_person uuid, p_user uuid, p_reason text)
RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE v_id uuid; v_reason text;
BEGIN
  PERFORM app.require_grant(p_person);
  v_reason := app.require_reason(p_reason);
  IF p_user = app.my_user() THEN
    RAISE EXCEPTION 'nobody excludes themselves' USING ERRCODE = '23514';
  END IF;
  SELECT id INTO v_id FROM sharing_exclusion
   WHERE person_id = p_person AND user_id = p_user AND (ends_at IS NULL OR ends_at > app.now());
  IF v_id IS NULL THEN
    v_id := gen_random_uuid();
    INSERT INTO sharing_exclusion (id, person_id, user_id, reason, by_membership_id, starts_at)
    VALUES (v_id, p_person, p_user, v_reason, app.my_membership(), app.now());
  END IF;
  RETURN v_id;
END $$;
REVOKE ALL ON FUNCTION app.exclude_user(uuid, uuid, text) FROM PUBLIC;

-- A named member of staff may see the restricted record; a link is needed besides.
CREATE OR REPLACE FUNCTION app.permit_user(p_person uuid, p_user uuid, p_reason text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE v_reason text; g uuid;
BEGIN
  PERFORM app.require_grant(p_person);
  v_reason := app.require_reason(p_reason);
  FOR g IN SELECT s FROM app.same_people(p_person) AS s LOOP
    CONTINUE WHEN EXISTS (
      SELECT 1 FROM sharing_permission p WHERE p.person_id = g AND p.user_id = p_user
         AND (p.ends_at IS NULL OR p.ends_at > app.now()));
    INSERT INTO sharing_permission (id, person_id, user_id, reason, by_membership_id, starts_at)
    VALUES (gen_random_uuid(), g, p_user, v_reason, app.my_membership(), app.now());
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION app.permit_user(uuid, uuid, text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION app.end_exclusion(p_person uuid, p_user uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM app.require_grant(p_person);
  UPDATE sharing_exclusion SET ends_at = app.now()
   WHERE user_id = p_user AND person_id IN (SELECT s FROM app.same_people(p_person) AS s)
     AND (ends_at IS NULL OR ends_at > app.now());
  RETURN FOUND;
END $$;
REVOKE ALL ON FUNCTION app.end_exclusion(uuid, uuid) FROM PUBLIC;

-- The last permission of a restricted record stays: without it nobody would ever see it again.
CREATE OR REPLACE FUNCTION app.end_permission(p_person uuid, p_user uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM app.require_grant(p_person);
  -- Two people who each take the other off at one moment must not both succeed.
  PERFORM 1 FROM people_person WHERE id = p_person FOR UPDATE;
  IF EXISTS (SELECT 1 FROM people_person WHERE id = p_person AND guard = 'restricted')
     AND NOT EXISTS (
       SELECT 1 FROM sharing_permission p JOIN accounts_user u ON u.id = p.user_id
        WHERE p.person_id = p_person AND p.user_id <> p_user AND u.is_active
          AND (p.ends_at IS NULL OR p.ends_at > app.now()))
  THEN
    RETURN false;
  END IF;
  UPDATE sharing_permission SET ends_at = app.now()
   WHERE user_id = p_user AND person_id IN (SELECT s FROM app.same_people(p_person) AS s)
     AND (ends_at IS NULL OR ends_at > app.now());
  RETURN FOUND;
END $$;
REVOKE ALL ON FUNCTION app.end_permission(uuid, uuid) FROM PUBLIC;

-- What limits a record, for those who may change it; null for everybody else.
CREATE OR REPLACE FUNCTION app.guards_of(p_person uuid) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT jsonb_build_object(
    'decisions', (SELECT coalesce(jsonb_agg(jsonb_build_object(
        'guard', d.guard, 'reason', d.reason, 'at', d.at, 'by', u.name) ORDER BY d.at DESC), '[]')
      FROM sharing_guarddecision d JOIN agencies_membership m ON m.id = d.by_membership_id
      JOIN accounts_user u ON u.id = m.user_id WHERE d.person_id = p_person),
    'exclusions', (SELECT coalesce(jsonb_agg(jsonb_build_object(
        'user', e.user_id, 'name', u.name, 'reason', e.reason, 'at', e.starts_at)
        ORDER BY u.name), '[]')
      FROM sharing_exclusion e JOIN accounts_user u ON u.id = e.user_id
      WHERE e.person_id IN (SELECT s FROM app.same_people(p_person) AS s)
        AND (e.ends_at IS NULL OR e.ends_at > app.now())),
    'permissions', (SELECT coalesce(jsonb_agg(jsonb_build_object(
        'user', e.user_id, 'name', u.name, 'reason', e.reason, 'at', e.starts_at)
        ORDER BY u.name), '[]')
      FROM sharing_permission e JOIN accounts_user u ON u.id = e.user_id
      WHERE e.person_id = p_person AND (e.ends_at IS NULL OR e.ends_at > app.now())))
  WHERE app.may(4, p_person, 0) $$;
REVOKE ALL ON FUNCTION app.guards_of(uuid) FROM PUBLIC;

-- --- Emergency openings -------------------------------------------------------------------

-- Does the role hold a cell that an emergency opening carries (read identity, kind 10)?
CREATE OR REPLACE FUNCTION app.may_break_glass() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT app.ok() AND coalesce(((app.ints('masks')::int[])[10 * 6 + 1]
                              | (app.ints('masks')::int[])[(12 + 10) * 6 + 1]) & 1 = 1, false) $$;
REVOKE ALL ON FUNCTION app.may_break_glass() FROM PUBLIC;

-- The one human whom the words name, as one of their records; null for nobody, for several,
-- for a restricted record and for one from which the asker is excluded.
CREATE OR REPLACE FUNCTION app.named_person(p_search_name text, p_born date, p_number text)
RETURNS uuid LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE v_found uuid[];
BEGIN
  SELECT array_agg(DISTINCT f.id ORDER BY f.id) INTO v_found FROM (
    SELECT n.person_id AS id FROM people_personname n JOIN people_person p ON p.id = n.person_id
     WHERE p_search_name <> '' AND n.search_name = p_search_name
       AND p.born_on = p_born AND NOT p.born_about
    UNION SELECT id FROM people_person WHERE p_number <> '' AND nhs_number = p_number
    UNION SELECT person_id FROM people_identifier
     WHERE p_number <> '' AND canonical = p_number AND canonical <> ''
       AND kind IN ('nhs-number', 'pnc', 'cro', 'crn', 'prison-number')) f
  WHERE f.id <> ALL (app.uuids('excl')::uuid[])
    AND NOT EXISTS (SELECT 1 FROM people_person r WHERE r.guard = 'restricted'
                      AND r.id IN (SELECT s FROM app.same_people(f.id) AS s));
  IF v_found <@ ARRAY(SELECT s FROM app.same_people(v_found[1]) AS s) THEN
    RETURN v_found[1];
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION app.named_person(text, date, text) FROM PUBLIC;

-- A short code without letters that are misread; the alert carries nothing else.
CREATE OR REPLACE FUNCTION app.new_break_glass_code() RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE v_bytes bytea; v_code text;
BEGIN
  LOOP
    v_bytes := uuid_send(gen_random_uuid());
    SELECT 'BG-' || string_agg(
             substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', get_byte(v_bytes, i) % 32 + 1, 1), '')
      INTO v_code FROM generate_series(0, 4) AS i;
    EXIT WHEN NOT EXISTS (SELECT 1 FROM sharing_breakglass WHERE code = v_code);
  END LOOP;
  RETURN v_code;
END $$;
REVOKE ALL ON FUNCTION app.new_break_glass_code() FROM PUBLIC;

-- Records the request whoever it names, and opens the record of the one whom it does name.
CREATE OR REPLACE FUNCTION app.break_glass(
  p_purpose text, p_search_name text, p_born date, p_number text, p_reason text, p_tried text,
  p_hours int, p_review_due_at timestamptz)
RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE v_id uuid := gen_random_uuid(); v_person uuid; v_code text; v_ends timestamptz;
BEGIN
  IF NOT app.may_break_glass() THEN
    RAISE EXCEPTION 'this role opens no record in an emergency' USING ERRCODE = '42501';
  END IF;
  IF NOT EXISTS (SELECT 1 FROM app.policy_masks m WHERE m.role = app.my_role()
                   AND m.agency_type = current_setting('app.agency_type') AND m.purpose = p_purpose)
  THEN
    RAISE EXCEPTION 'not a purpose of this role' USING ERRCODE = '42501';
  END IF;
  IF length(btrim(p_reason)) < 20 OR coalesce(btrim(p_tried), '') = ''
     OR p_hours NOT BETWEEN 1 AND 12
     OR p_review_due_at NOT BETWEEN app.now() AND app.now() + interval '21 days'
  THEN
    RAISE EXCEPTION 'the request is not complete' USING ERRCODE = '23514';
  END IF;
  v_person := app.named_person(p_search_name, p_born, p_number);
  v_code := app.new_break_glass_code();
  v_ends := app.now() + make_interval(hours => p_hours);
  INSERT INTO sharing_breakglass (id, code, person_id, reference, membership_id, agency_id,
    purpose, reason, tried_whom, opened_at, ends_at, review_due_at, outcome, review_note)
  VALUES (v_id, v_code, v_person,
    coalesce((SELECT reference FROM people_person WHERE id = v_person), ''),
    app.my_membership(), app.my_agency(), p_purpose, p_reason, left(p_tried, 300), app.now(),
    v_ends, p_review_due_at, 'waiting', '');
  IF v_person IS NOT NULL THEN
    INSERT INTO sharing_link (id, person_id, principal_id, kind, agency_id, source, starts_at,
                              ends_at, granted_by, granted_at)
    VALUES (gen_random_uuid(), v_person, app.my_membership(), 10, app.my_agency(),
            'break_glass:' || v_code, app.now(), v_ends, app.my_membership(), app.now());
  END IF;
  RETURN v_id;
END $$;
REVOKE ALL ON FUNCTION app.break_glass(text, text, date, text, text, text, int, timestamptz)
  FROM PUBLIC;

-- A privacy officer of the same agency says whether it was right; never about their own.
CREATE OR REPLACE FUNCTION app.review_break_glass(p_id uuid, p_outcome text, p_note text)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE b record;
BEGIN
  IF NOT app.ok() OR app.my_role() IS DISTINCT FROM 'privacy_officer' THEN
    RAISE EXCEPTION 'only a privacy officer reviews' USING ERRCODE = '42501';
  END IF;
  IF p_outcome NOT IN ('justified', 'not_justified') OR coalesce(btrim(p_note), '') = '' THEN
    RAISE EXCEPTION 'a review has an outcome and a note' USING ERRCODE = '23514';
  END IF;
  SELECT x.*, m.user_id INTO b FROM sharing_breakglass x
    JOIN agencies_membership m ON m.id = x.membership_id
   WHERE x.id = p_id AND x.agency_id = app.my_agency() FOR UPDATE OF x;
  IF NOT FOUND OR b.outcome <> 'waiting' THEN RETURN false; END IF;
  IF b.user_id = app.my_user() THEN
    RAISE EXCEPTION 'nobody reviews their own' USING ERRCODE = '42501';
  END IF;
  UPDATE sharing_breakglass SET outcome = p_outcome, review_note = p_note,
         reviewed_by = app.my_membership(), reviewed_at = app.now() WHERE id = p_id;
  IF p_outcome = 'not_justified' THEN
    UPDATE sharing_link SET ends_at = greatest(app.now(), starts_at + interval '1 microsecond')
     WHERE source = 'break_glass:' || b.code AND ends_at > app.now();
  END IF;
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION app.review_break_glass(uuid, text, text) FROM PUBLIC;

GRANT EXECUTE ON FUNCTION
  app.set_guard(uuid, text, text), app.exclude_user(uuid, uuid, text),
  app.permit_user(uuid, uuid, text), app.end_exclusion(uuid, uuid),
  app.end_permission(uuid, uuid), app.guards_of(uuid), app.may_break_glass(),
  app.break_glass(text, text, date, text, text, text, int, timestamptz),
  app.review_break_glass(uuid, text, text)
TO throughcare_web, throughcare_worker;

-- --- Agreements between agencies ----------------------------------------------------------

-- Which changes the web role may make: a second person puts a proposal in force, anybody of
-- the two agencies ends it; the terms themselves never change.
CREATE OR REPLACE FUNCTION app.agreement_moves() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE v_proposer record; v_agency uuid := app.my_agency();
BEGIN
  IF current_user NOT IN ('throughcare_web', 'throughcare_worker') THEN RETURN NEW; END IF;
  IF (OLD.from_agency_id, OLD.to_agency_id, OLD.purpose, OLD.categories, OLD.grants_find,
      OLD.starts_at, OLD.document, OLD.document_sha256, OLD.signatories, OLD.proposed_by_id)
     IS DISTINCT FROM
     (NEW.from_agency_id, NEW.to_agency_id, NEW.purpose, NEW.categories, NEW.grants_find,
      NEW.starts_at, NEW.document, NEW.document_sha256, NEW.signatories, NEW.proposed_by_id)
  THEN
    RAISE EXCEPTION 'the terms of an agreement never change' USING ERRCODE = '42501';
  END IF;
  IF OLD.status = 'proposed' AND NEW.status = 'live' THEN
    SELECT m.user_id, t.agency_id INTO v_proposer FROM agencies_membership m
      JOIN agencies_team t ON t.id = m.team_id WHERE m.id = OLD.proposed_by_id;
    IF NEW.confirmed_by_id IS DISTINCT FROM app.my_membership()
       OR v_proposer.user_id = app.my_user()
       OR OLD.from_agency_id NOT IN (v_proposer.agency_id, v_agency)
       OR OLD.ends_at IS DISTINCT FROM NEW.ends_at
    THEN
      RAISE EXCEPTION 'a second person confirms, one of the two from the agency that gives'
        USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.status = 'ended' AND OLD.status IN ('proposed', 'live')
     AND OLD.confirmed_by_id IS NOT DISTINCT FROM NEW.confirmed_by_id
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'an agreement that is [%] does not become [%]', OLD.status, NEW.status
    USING ERRCODE = '42501';
END $$;
CREATE OR REPLACE TRIGGER agreement_moves BEFORE UPDATE ON sharing_sharingagreement
  FOR EACH ROW EXECUTE FUNCTION app.agreement_moves();
