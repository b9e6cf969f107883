-- Who works where. What lets somebody do more is made here, and only with two administrators.
-- Each function answers jsonb: {"done": …} or {"refused": why}; the words are the page's.

CREATE OR REPLACE FUNCTION app.is_administrator() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT app.ok() AND app.my_role() = 'support_engineer' $$;
REVOKE ALL ON FUNCTION app.is_administrator() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.is_administrator() TO throughcare_web, throughcare_worker;

CREATE OR REPLACE FUNCTION app.my_email() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT lower(email) FROM accounts_user WHERE id = app.my_user() $$;
REVOKE ALL ON FUNCTION app.my_email() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.my_email() TO throughcare_web, throughcare_worker;

-- The last day of what ends at once: yesterday in London.
CREATE OR REPLACE FUNCTION app.today() RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT (app.now() AT TIME ZONE 'Europe/London')::date $$;

-- The roles that a kind of agency has, by the compiled policy.
CREATE OR REPLACE FUNCTION app.roles_of(p_agency_type text) RETURNS SETOF text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  RETURN QUERY SELECT DISTINCT p.role FROM app.policy_masks p
   WHERE p.agency_type = p_agency_type AND p.role <> 'person';
END $$;
REVOKE ALL ON FUNCTION app.roles_of(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.roles_of(text) TO throughcare_web;

-- Is this membership one of my agency's, and not of myself?
CREATE OR REPLACE FUNCTION app.membership_is_mine(p_membership uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT EXISTS (SELECT 1 FROM agencies_membership m JOIN agencies_team t ON t.id = m.team_id
    WHERE m.id = p_membership AND t.agency_id = app.my_agency() AND m.user_id <> app.my_user()) $$;
REVOKE ALL ON FUNCTION app.membership_is_mine(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.membership_is_mine(uuid) TO throughcare_web, throughcare_worker;

-- How much open work a member of my agency owns: a number, nothing about whom it is.
CREATE OR REPLACE FUNCTION app.open_work(p_membership uuid) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT count(*) FROM core_due d
   WHERE app.is_administrator() AND d.owner_id = p_membership AND d.status = 'open'
     AND EXISTS (SELECT 1 FROM agencies_membership m JOIN agencies_team t ON t.id = m.team_id
                  WHERE m.id = p_membership AND t.agency_id = app.my_agency()) $$;
REVOKE ALL ON FUNCTION app.open_work(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.open_work(uuid) TO throughcare_web;

-- The same for everybody of my agency at once: the list of people shows it.
CREATE OR REPLACE FUNCTION app.open_work_of_agency()
RETURNS TABLE (membership_id uuid, open_count bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT d.owner_id, count(*) FROM core_due d
    JOIN agencies_membership m ON m.id = d.owner_id JOIN agencies_team t ON t.id = m.team_id
   WHERE app.is_administrator() AND t.agency_id = app.my_agency() AND d.status = 'open'
   GROUP BY d.owner_id $$;
REVOKE ALL ON FUNCTION app.open_work_of_agency() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.open_work_of_agency() TO throughcare_web;

-- Passes open work to a named colleague of the same team.
CREATE OR REPLACE FUNCTION app.pass_on_work(p_from uuid, p_to uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE v_count bigint; v_batch uuid := gen_random_uuid(); v_name text;
BEGIN
  IF NOT app.is_administrator() THEN RETURN '{"refused": "not_administrator"}'; END IF;
  IF p_from = p_to OR NOT EXISTS (
    SELECT 1 FROM agencies_membership a JOIN agencies_membership b ON b.team_id = a.team_id
      JOIN agencies_team t ON t.id = a.team_id
      JOIN accounts_user u ON u.id = b.user_id AND u.is_active
     WHERE a.id = p_from AND b.id = p_to AND t.agency_id = app.my_agency()
       AND b.starts_on <= app.today() AND (b.ends_on IS NULL OR b.ends_on >= app.today()))
  THEN RETURN '{"refused": "not_a_colleague"}'; END IF;
  SELECT name INTO v_name FROM accounts_user WHERE id = app.my_user();
  -- Each with its event, so that what is due can be worked out again (core/rebuilding.py).
  WITH moved AS (
    UPDATE core_due SET owner_id = p_to WHERE owner_id = p_from AND status = 'open' RETURNING *
  ), told AS (
    -- As the event that opened the line, so that the same people may see it.
    INSERT INTO core_event
    SELECT (jsonb_populate_record(o, jsonb_build_object(
      'id', gen_random_uuid(), 'type', 'work.passed_on', 'type_version', 1,
      'category', m.category, 'happened_at', app.now(), 'recorded_at', app.now(),
      'person_id', m.person_id, 'subject_table', 'core_due', 'subject_id', m.id,
      'status_from', '', 'status_to', m.status, 'agency_id', m.agency_id, 'team_id', m.team_id,
      'place_id', m.place_id, 'by_membership_id', app.my_membership(), 'by_name', v_name,
      'supersedes_id', NULL, 'xact', pg_current_xact_id()::text,
      'payload', jsonb_build_object('due', m.id, 'to', p_to, 'from', p_from, 'batch', v_batch)
    ))).* FROM moved m JOIN core_event o ON o.id = m.opened_by_id)
  SELECT count(*) INTO v_count FROM moved;
  RETURN jsonb_build_object('done', v_count);
END $$;
REVOKE ALL ON FUNCTION app.pass_on_work(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.pass_on_work(uuid, uuid) TO throughcare_web;

-- The administrators of an agency who can act today, apart from one membership.
CREATE OR REPLACE FUNCTION app.other_administrators(p_agency uuid, p_but uuid) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT count(DISTINCT m.user_id) FROM agencies_membership m
    JOIN agencies_team t ON t.id = m.team_id AND (t.ends_on IS NULL OR t.ends_on >= app.today())
    JOIN accounts_user u ON u.id = m.user_id AND u.is_active
   WHERE t.agency_id = p_agency AND m.id <> p_but AND m.role = 'support_engineer'
     AND m.starts_on <= app.today() AND (m.ends_on IS NULL OR m.ends_on >= app.today()) $$;
REVOKE ALL ON FUNCTION app.other_administrators(uuid, uuid) FROM PUBLIC;

-- Ends a membership at once. An account without any live membership cannot sign in any more.
CREATE OR REPLACE FUNCTION app.end_membership(p_membership uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE m record;
BEGIN
  IF NOT app.is_administrator() THEN RETURN '{"refused": "not_administrator"}'; END IF;
  SELECT me.* INTO m FROM agencies_membership me JOIN agencies_team t ON t.id = me.team_id
   WHERE me.id = p_membership AND t.agency_id = app.my_agency() FOR UPDATE OF me;
  IF NOT FOUND THEN RETURN '{"refused": "absent"}'; END IF;
  IF m.ends_on < app.today() THEN RETURN '{"refused": "already"}'; END IF;
  IF app.open_work(p_membership) > 0 THEN RETURN '{"refused": "open_work"}'; END IF;
  IF m.role = 'support_engineer' AND app.other_administrators(app.my_agency(), m.id) = 0 THEN
    RETURN '{"refused": "last_administrator"}';
  END IF;
  -- Yesterday is its last day; one that has not begun yet never does.
  UPDATE agencies_membership
     SET ends_on = app.today() - 1, starts_on = least(app.today(), starts_on),
         version = version + 1
   WHERE id = p_membership;
  UPDATE accounts_user u SET is_active = false, session_series = session_series + 1
   WHERE u.id = m.user_id AND NOT EXISTS (
     SELECT 1 FROM agencies_membership x WHERE x.user_id = u.id
        AND (x.ends_on IS NULL OR x.ends_on >= app.today()));
  RETURN '{"done": true}';
END $$;
REVOKE ALL ON FUNCTION app.end_membership(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.end_membership(uuid) TO throughcare_web;

-- A change to a role that sees counts only, at once. Its holder keeps no work.
CREATE OR REPLACE FUNCTION app.narrow_role(p_membership uuid, p_role text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE m record;
BEGIN
  IF NOT app.is_administrator() THEN RETURN '{"refused": "not_administrator"}'; END IF;
  IF p_role <> 'manager' THEN RETURN '{"refused": "not_narrower"}'; END IF;
  SELECT me.* INTO m FROM agencies_membership me JOIN agencies_team t ON t.id = me.team_id
   WHERE me.id = p_membership AND t.agency_id = app.my_agency() FOR UPDATE OF me;
  IF NOT FOUND THEN RETURN '{"refused": "absent"}'; END IF;
  IF m.user_id = app.my_user() THEN RETURN '{"refused": "yourself"}'; END IF;
  IF m.ends_on < app.today() THEN RETURN '{"refused": "already"}'; END IF;
  IF app.open_work(p_membership) > 0 THEN RETURN '{"refused": "open_work"}'; END IF;
  IF m.role = 'support_engineer' AND app.other_administrators(app.my_agency(), m.id) = 0 THEN
    RETURN '{"refused": "last_administrator"}';
  END IF;
  UPDATE agencies_membership SET role = p_role, version = version + 1 WHERE id = p_membership;
  RETURN '{"done": true}';
END $$;
REVOKE ALL ON FUNCTION app.narrow_role(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.narrow_role(uuid, text) TO throughcare_web;

-- A team stops covering a place, at once.
CREATE OR REPLACE FUNCTION app.drop_cover(p_team uuid, p_place uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF NOT app.is_administrator() THEN RETURN '{"refused": "not_administrator"}'; END IF;
  DELETE FROM agencies_team_covers c USING agencies_team t
   WHERE t.id = c.team_id AND t.agency_id = app.my_agency()
     AND c.team_id = p_team AND c.place_id = p_place;
  IF NOT FOUND THEN RETURN '{"refused": "absent"}'; END IF;
  RETURN '{"done": true}';
END $$;
REVOKE ALL ON FUNCTION app.drop_cover(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.drop_cover(uuid, uuid) TO throughcare_web;

-- May my agency give this account a new password? Only where no other agency had it first:
-- two administrators of one agency must not become a colleague of another.
CREATE OR REPLACE FUNCTION app.account_is_ours(p_user uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT NOT EXISTS (
    SELECT 1 FROM agencies_membership x JOIN agencies_team t ON t.id = x.team_id
     WHERE x.user_id = p_user AND t.agency_id <> app.my_agency()
       AND (x.ends_on IS NULL OR x.ends_on >= app.today())
       AND x.starts_on <= coalesce((
         SELECT min(y.starts_on) FROM agencies_membership y JOIN agencies_team u ON u.id = y.team_id
          WHERE y.user_id = p_user AND u.agency_id = app.my_agency()
            AND (y.ends_on IS NULL OR y.ends_on >= app.today())), x.starts_on)) $$;
REVOKE ALL ON FUNCTION app.account_is_ours(uuid) FROM PUBLIC;

-- Who gains by a request: null for a place, and for an account that is not there yet.
CREATE OR REPLACE FUNCTION app.who_gains(r agencies_grantrequest) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT CASE WHEN r.membership_id IS NOT NULL
    THEN (SELECT user_id FROM agencies_membership WHERE id = r.membership_id)
    ELSE (SELECT id FROM accounts_user WHERE r.email <> '' AND lower(email) = lower(r.email)) END $$;
REVOKE ALL ON FUNCTION app.who_gains(agencies_grantrequest) FROM PUBLIC;

-- Why a request may not be confirmed by who asks now; null when it may.
CREATE OR REPLACE FUNCTION app.why_not_granted(r agencies_grantrequest, p_asker uuid) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE v_gains uuid := app.who_gains(r);
BEGIN
  IF p_asker = app.my_user() THEN RETURN 'second_person'; END IF;
  IF r.proposed_at < app.now() - interval '14 days' THEN RETURN 'lapsed'; END IF;
  IF v_gains = app.my_user() OR v_gains = p_asker THEN RETURN 'yourself'; END IF;
  IF NOT EXISTS (SELECT 1 FROM agencies_team t WHERE t.id = r.team_id
                    AND t.agency_id = app.my_agency()
                    AND (t.ends_on IS NULL OR t.ends_on >= app.today())) THEN
    RETURN 'team_ended';
  END IF;
  IF r.role <> '' AND NOT EXISTS (
    SELECT 1 FROM app.policy_masks p JOIN agencies_agency a ON a.type = p.agency_type
     WHERE a.id = app.my_agency() AND p.role = r.role) THEN
    RETURN 'role';
  END IF;
  IF r.membership_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM agencies_membership m WHERE m.id = r.membership_id
       AND (m.ends_on IS NULL OR m.ends_on >= app.today())) THEN
    RETURN 'member_ended';
  END IF;
  IF r.kind = 'member' AND EXISTS (
    SELECT 1 FROM agencies_membership m WHERE m.user_id = v_gains AND m.team_id = r.team_id
       AND m.role = r.role AND (m.ends_on IS NULL OR m.ends_on >= app.today())) THEN
    RETURN 'has_it';
  END IF;
  IF r.kind = 'sign_in' AND NOT app.account_is_ours(v_gains) THEN RETURN 'other_agency'; END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION app.why_not_granted(agencies_grantrequest, uuid) FROM PUBLIC;

-- Makes what a confirmed request asks for; the user who needs a one-time code, or null.
CREATE OR REPLACE FUNCTION app.make_grant(r agencies_grantrequest) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE v_user uuid := app.who_gains(r);
BEGIN
  IF r.kind = 'sign_in' THEN RETURN v_user; END IF;
  IF r.kind = 'role' THEN
    UPDATE agencies_membership SET role = r.role, version = version + 1
     WHERE id = r.membership_id;
    RETURN NULL;
  END IF;
  IF r.kind = 'place' THEN
    INSERT INTO agencies_team_covers (team_id, place_id) VALUES (r.team_id, r.place_id)
    ON CONFLICT DO NOTHING;
    RETURN NULL;
  END IF;
  v_user := coalesce(v_user, app.add_user(r.email, r.name));
  INSERT INTO agencies_membership (id, user_id, team_id, role, starts_on, ends_on, job_title,
                                   profession, registration, lived_experience, version)
  VALUES (gen_random_uuid(), v_user, r.team_id, r.role, app.today(),
          CASE WHEN r.ends_on IS NOT NULL THEN greatest(r.ends_on, app.today()) END,
          r.job_title, r.profession, r.registration, r.lived_experience, 1);
  UPDATE accounts_user SET is_active = true WHERE id = v_user AND NOT is_active;
  RETURN (SELECT id FROM accounts_user
           WHERE id = v_user AND password LIKE '!%' AND app.account_is_ours(id));
END $$;
REVOKE ALL ON FUNCTION app.make_grant(agencies_grantrequest) FROM PUBLIC;

-- Decides a request. Confirming needs a second administrator of the same agency, who is neither
-- the one who asked nor the one who gains; the one who asked may only take it back.
CREATE OR REPLACE FUNCTION app.decide_grant(
  p_request uuid, p_confirm boolean, p_reason text, p_link_hash text, p_link_days int)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE r agencies_grantrequest; v_asker uuid; v_why text; v_status text; v_link uuid;
BEGIN
  IF NOT app.is_administrator() THEN RETURN '{"refused": "not_administrator"}'; END IF;
  SELECT * INTO r FROM agencies_grantrequest
   WHERE id = p_request AND agency_id = app.my_agency() FOR UPDATE;
  IF NOT FOUND THEN RETURN '{"refused": "absent"}'; END IF;
  IF r.status <> 'proposed' THEN RETURN '{"refused": "already"}'; END IF;
  SELECT user_id INTO v_asker FROM agencies_membership WHERE id = r.proposed_by_id;
  IF p_confirm THEN
    v_why := app.why_not_granted(r, v_asker);
    IF v_why IS NOT NULL THEN RETURN jsonb_build_object('refused', v_why); END IF;
    v_status := 'confirmed';
    v_link := app.make_grant(r);
    IF v_link IS NOT NULL THEN
      PERFORM app.make_sign_in_link(v_link, p_link_hash, p_link_days);
    END IF;
  ELSE
    v_status := CASE WHEN v_asker = app.my_user() THEN 'withdrawn' ELSE 'refused' END;
  END IF;
  UPDATE agencies_grantrequest
     SET status = v_status, decided_by_id = app.my_membership(), decided_at = app.now(),
         decided_reason = left(p_reason, 300)
   WHERE id = p_request;
  RETURN jsonb_build_object('done', v_status, 'link', v_link IS NOT NULL, 'user_id', v_link);
END $$;
REVOKE ALL ON FUNCTION app.decide_grant(uuid, boolean, text, text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.decide_grant(uuid, boolean, text, text, int) TO throughcare_web;

-- A lost first code made again at once: two people have said yes, and no password was ever set.
CREATE OR REPLACE FUNCTION app.new_first_link(p_membership uuid, p_hash text, p_days int)
RETURNS jsonb LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE v_user uuid;
BEGIN
  IF NOT app.is_administrator() THEN RETURN '{"refused": "not_administrator"}'; END IF;
  SELECT u.id INTO v_user FROM agencies_membership m JOIN agencies_team t ON t.id = m.team_id
    JOIN accounts_user u ON u.id = m.user_id AND u.is_active
   WHERE m.id = p_membership AND t.agency_id = app.my_agency() AND u.id <> app.my_user()
     AND u.password LIKE '!%' AND app.account_is_ours(u.id) AND (m.ends_on IS NULL OR m.ends_on >= app.today());
  IF v_user IS NULL THEN RETURN '{"refused": "absent"}'; END IF;
  PERFORM app.make_sign_in_link(v_user, p_hash, p_days);
  RETURN '{"done": true}';
END $$;
REVOKE ALL ON FUNCTION app.new_first_link(uuid, text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.new_first_link(uuid, text, int) TO throughcare_web;
