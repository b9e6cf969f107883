-- What was sent stays as it was sent: a referral only moves, and whoever may read it may only
-- become fewer.
CREATE OR REPLACE FUNCTION app.referral_is_frozen() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE moving text[] := ARRAY['status', 'version', 'readers', 'acknowledged_at',
  'acknowledged_by', 'answered_at', 'answered_by', 'reason', 'words', 'question', 'added',
  'assigned_to_id', 'first_at', 'first_place', 'first_came', 'appointment_id'];
BEGIN
  IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - moving = to_jsonb(NEW) - moving
     AND NEW.readers <@ OLD.readers
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a referral stays as it was sent: % refused', TG_OP
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE OR REPLACE TRIGGER referral_is_frozen BEFORE UPDATE OR DELETE ON referrals_referral
  FOR EACH ROW EXECUTE FUNCTION app.referral_is_frozen();

-- Every move: name, from, to ('' leaves it), by whom, by the sender's hand, the event.
-- The same as states.py (a test holds the two together).
CREATE OR REPLACE FUNCTION app.referral_moves()
RETURNS TABLE (move text, source text, target text, side text, by_hand boolean, event text)
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS $$ VALUES
  ('acknowledge', 'sent', 'acknowledged', 'receiver', true, 'referral.acknowledged'),
  ('ask', 'sent', 'asked', 'receiver', false, 'referral.asked'),
  ('ask', 'acknowledged', 'asked', 'receiver', false, 'referral.asked'),
  ('answer', 'asked', 'acknowledged', 'sender', false, 'referral.question_answered'),
  ('accept', 'sent', 'accepted', 'receiver', true, 'referral.accepted'),
  ('accept', 'acknowledged', 'accepted', 'receiver', true, 'referral.accepted'),
  ('accept', 'asked', 'accepted', 'receiver', true, 'referral.accepted'),
  ('decline', 'sent', 'declined', 'receiver', true, 'referral.declined'),
  ('decline', 'acknowledged', 'declined', 'receiver', true, 'referral.declined'),
  ('decline', 'asked', 'declined', 'receiver', true, 'referral.declined'),
  ('withdraw', 'sent', 'withdrawn', 'sender', false, 'referral.withdrawn'),
  ('withdraw', 'acknowledged', 'withdrawn', 'sender', false, 'referral.withdrawn'),
  ('withdraw', 'asked', 'withdrawn', 'sender', false, 'referral.withdrawn'),
  ('offer', 'accepted', '', 'receiver', true, 'referral.first_offered'),
  ('miss', 'accepted', '', 'receiver', true, 'referral.first_missed'),
  ('keep', 'accepted', 'kept', 'receiver', true, 'referral.first_kept'),
  ('correct', 'kept', 'accepted', 'receiver', true, 'referral.first_corrected'),
  ('end', 'accepted', 'ended', 'receiver', true, 'referral.ended'),
  ('assign', 'sent', '', 'receiver', false, 'referral.assigned'),
  ('assign', 'acknowledged', '', 'receiver', false, 'referral.assigned'),
  ('assign', 'asked', '', 'receiver', false, 'referral.assigned'),
  ('assign', 'accepted', '', 'receiver', false, 'referral.assigned') $$;
REVOKE ALL ON FUNCTION app.referral_moves() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.referral_moves() TO throughcare_web, throughcare_worker;

-- May the asker act for the team that a referral was sent to? They read what is issued to them
-- (read, open, recipient, disclosed) and record for people of their own team (create, own, team,
-- health summary). The numbers are the places in the masks: core/database/policies.py.
CREATE OR REPLACE FUNCTION app.answers_referrals() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT app.ok()
    AND ((app.ints('masks')::int[])[((0 * 3 + 1) * 13 + 11) * 6 + 1] >> 6) & 1 = 1
    AND ((app.ints('masks')::int[])[((1 * 3 + 0) * 13 + 1) * 6 + 1] >> 3) & 1 = 1 $$;
REVOKE ALL ON FUNCTION app.answers_referrals() FROM PUBLIC;

-- One side moves a referral. It is one row of both, and its story belongs to the team that sent
-- it: so the event is that team's, and so is the work that it makes or ends. The receiving side
-- has no right to write about the person until it has accepted.
--
-- p_values: the columns that change; p_event: the event as the product describes it (its id, its
-- payload, when it happened); p_close: kinds of work that it ends; p_dues: work that it makes.
-- What they may say is held here: the move, the columns, the team, the person, the category.
-- Returns the new version; null where the row is not there, or is not as the asker saw it.
CREATE OR REPLACE FUNCTION app.move_referral(p_referral uuid, p_version int, p_move text,
  p_values jsonb, p_event jsonb, p_close text[], p_dues jsonb) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE r referrals_referral; m record; v_me uuid[] := app.uuids('principals')::uuid[];
        v_event uuid := (p_event ->> 'id')::uuid; v_name text; v_taken_back boolean;
BEGIN
  IF NOT app.ok() THEN RAISE EXCEPTION 'no access context' USING ERRCODE = '42501'; END IF;
  SELECT * INTO r FROM referrals_referral
   WHERE id = p_referral AND person_id <> ALL (app.uuids('excl')::uuid[]) FOR UPDATE;
  IF NOT FOUND OR r.version <> p_version THEN RETURN NULL; END IF;
  SELECT * INTO m FROM app.referral_moves() WHERE move = p_move AND source = r.status;
  IF NOT FOUND OR p_event ->> 'type' <> m.event THEN RETURN NULL; END IF;
  -- Whose move it is.
  -- Hidden by ``app.hide_referrals``: nobody but it empties the readers of one still open.
  v_taken_back := r.to_team_id IS NOT NULL AND r.readers = '{}' AND r.ground = 'agreed';
  IF NOT ((m.side = 'receiver' AND r.readers && v_me AND app.answers_referrals())
    OR ((m.side = 'sender' OR (m.by_hand AND r.to_team_id IS NULL))
        AND r.team_id = ANY (v_me) AND r.agency_id = app.my_agency()
        AND app.may(1, r.person_id, 6))
    OR (p_move = 'withdraw' AND r.agency_id = app.my_agency() AND v_taken_back
        AND app.may(2, r.person_id, 3)))
  THEN RAISE EXCEPTION 'not yours to move' USING ERRCODE = '42501'; END IF;
  IF p_values ? 'assigned_to' AND NOT EXISTS (
    SELECT 1 FROM agencies_membership a WHERE a.id = (p_values ->> 'assigned_to')::uuid
       AND a.team_id = r.to_team_id)
  THEN RAISE EXCEPTION 'not of the team that it was sent to' USING ERRCODE = '42501'; END IF;
  UPDATE referrals_referral SET
    status = coalesce(nullif(m.target, ''), r.status), version = r.version + 1,
    acknowledged_at = CASE WHEN p_move = 'acknowledge' THEN app.now() ELSE r.acknowledged_at END,
    acknowledged_by = CASE WHEN p_move = 'acknowledge' THEN left(p_values ->> 'by', 200)
                           ELSE r.acknowledged_by END,
    answered_at = CASE WHEN p_move IN ('accept', 'decline', 'withdraw') THEN app.now()
                       ELSE r.answered_at END,
    answered_by = CASE WHEN p_move IN ('accept', 'decline', 'withdraw')
                       THEN left(p_values ->> 'by', 200) ELSE r.answered_by END,
    reason = coalesce(p_values ->> 'reason', r.reason),
    words = coalesce(p_values ->> 'words', r.words),
    question = CASE WHEN p_move = 'ask' THEN p_values ->> 'question' ELSE r.question END,
    added = CASE WHEN p_move = 'answer' THEN p_values ->> 'added' ELSE r.added END,
    assigned_to_id = CASE WHEN p_values ? 'assigned_to' THEN (p_values ->> 'assigned_to')::uuid
                          ELSE r.assigned_to_id END,
    first_at = CASE WHEN p_values ? 'first_at' THEN (p_values ->> 'first_at')::timestamptz
                    ELSE r.first_at END,
    first_place = coalesce(p_values ->> 'first_place', r.first_place),
    first_came = coalesce(p_values ->> 'first_came', r.first_came),
    appointment_id = CASE WHEN p_values ? 'appointment' THEN (p_values ->> 'appointment')::uuid
                          ELSE r.appointment_id END,
    -- Taken back: whoever it was sent to sees nothing of it from the next request on.
    readers = CASE WHEN p_move = 'withdraw' THEN '{}' ELSE r.readers END
   WHERE id = r.id;
  SELECT u.name INTO v_name FROM accounts_user u WHERE u.id = app.my_user();
  INSERT INTO core_event (id, type, type_version, category, happened_at, recorded_at, person_id,
    subject_table, subject_id, status_from, status_to, pathway_version, agency_id, team_id,
    by_membership_id, by_name, payload, care_only)
  VALUES (v_event, m.event, 1, 'health_summary', (p_event ->> 'happened_at')::timestamptz,
    (p_event ->> 'recorded_at')::timestamptz, r.person_id, 'referrals_referral', r.id,
    CASE WHEN m.target = '' THEN '' ELSE r.status END, coalesce(nullif(m.target, ''), r.status),
    '', r.agency_id, r.team_id, app.my_membership(), v_name, p_event -> 'payload', true);
  UPDATE core_due SET status = 'done', closed_by_id = v_event,
         closed_at = (p_event ->> 'recorded_at')::timestamptz
   WHERE subject_id = r.id AND status = 'open' AND kind = ANY (p_close)
     AND kind LIKE 'referral%';
  INSERT INTO core_due (id, kind, category, person_id, subject_table, subject_id, agency_id,
    team_id, owner_id, urgency, due_at, status, detail, opened_by_id, opened_at)
  SELECT (d ->> 'id')::uuid, d ->> 'kind', 'health_summary', r.person_id, 'referrals_referral',
         r.id, r.agency_id, r.team_id, r.recorded_by_id, d ->> 'urgency',
         (d ->> 'due_at')::timestamptz, 'open', d -> 'detail', v_event,
         (p_event ->> 'recorded_at')::timestamptz
    FROM jsonb_array_elements(p_dues) AS d WHERE d ->> 'kind' LIKE 'referral%';
  IF p_move = 'accept' AND r.to_team_id IS NOT NULL THEN
    PERFORM app.referral_links(r.id);
  ELSIF p_move = 'assign' AND r.status = 'accepted' AND r.kind <> 'request_transfer' THEN
    PERFORM app.referral_bring_in(r, (p_values ->> 'assigned_to')::uuid, 0);
  END IF;
  RETURN r.version + 1;
END $$;
REVOKE ALL ON FUNCTION app.move_referral(uuid, int, text, jsonb, jsonb, text[], jsonb)
  FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.move_referral(uuid, int, text, jsonb, jsonb, text[], jsonb)
  TO throughcare_web, throughcare_worker;

-- That a link began or ended by an answer: told like any other link.
CREATE OR REPLACE FUNCTION app.referral_link_event(r referrals_referral, p_type text, p_link uuid,
  p_kind int, p_principal uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  INSERT INTO core_event (id, type, type_version, category, happened_at, recorded_at, person_id,
    subject_table, subject_id, status_from, status_to, pathway_version, agency_id, team_id,
    by_membership_id, by_name, payload, care_only)
  VALUES (gen_random_uuid(), p_type, 1, 'identity', app.now(), app.now(), r.person_id,
    'sharing_link', p_link, '', '', '', r.agency_id, r.team_id, app.my_membership(),
    (SELECT name FROM accounts_user WHERE id = app.my_user()),
    jsonb_build_object('kind', CASE p_kind WHEN 0 THEN 'caseload' ELSE 'team' END,
                       'principal', p_principal), false) $$;
REVOKE ALL ON FUNCTION app.referral_link_event(referrals_referral, text, uuid, int, uuid)
  FROM PUBLIC;

-- Somebody begins to work with the person because of an answer; who does so already goes on.
CREATE OR REPLACE FUNCTION app.referral_bring_in(r referrals_referral, p_principal uuid, p_kind int)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE v_link uuid := gen_random_uuid();
BEGIN
  IF p_principal IS NULL OR EXISTS (
    SELECT 1 FROM sharing_link l WHERE l.person_id = r.person_id
       AND l.principal_id = p_principal AND l.kind = p_kind AND l.starts_at <= app.now()
       AND (l.ends_at IS NULL OR l.ends_at > app.now()))
  THEN RETURN; END IF;
  INSERT INTO sharing_link (id, person_id, principal_id, kind, agency_id, source, starts_at,
                            ends_at, granted_by, granted_at)
  VALUES (v_link, r.person_id, p_principal, p_kind, app.agency_of(p_principal),
          'referral:' || r.id, app.now(), NULL, app.my_membership(), app.now());
  PERFORM app.referral_link_event(r, 'link.opened', v_link, p_kind, p_principal);
END $$;
REVOKE ALL ON FUNCTION app.referral_bring_in(referrals_referral, uuid, int) FROM PUBLIC;

-- Who works with the person once a referral is accepted. A referral: the team that took it, who
-- said so, and whom it is assigned to. A transfer: they, and no longer the team that handed over.
-- A transfer that was asked for: the team that asked, and no longer the one that let go.
CREATE OR REPLACE FUNCTION app.referral_links(p_referral uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE r referrals_referral; w record; v_out uuid;
BEGIN
  SELECT * INTO r FROM referrals_referral WHERE id = p_referral;
  IF r.kind = 'request_transfer' THEN
    v_out := r.to_team_id;
    PERFORM app.referral_bring_in(r, r.team_id, 1);
    PERFORM app.referral_bring_in(r, r.recorded_by_id, 0);
  ELSE
    v_out := CASE WHEN r.kind = 'transfer' THEN r.team_id END;
    PERFORM app.referral_bring_in(r, r.to_team_id, 1);
    PERFORM app.referral_bring_in(r, app.my_membership(), 0);
    PERFORM app.referral_bring_in(r, r.assigned_to_id, 0);
  END IF;
  FOR w IN
    UPDATE sharing_link l SET ends_at = greatest(app.now(), l.starts_at + interval '1 microsecond')
     WHERE v_out IS NOT NULL AND l.person_id IN (SELECT app.same_people(r.person_id))
       AND l.kind IN (0, 1) AND (l.ends_at IS NULL OR l.ends_at > app.now())
       AND (l.principal_id = v_out OR l.principal_id IN (
             SELECT m.id FROM agencies_membership m WHERE m.team_id = v_out))
    RETURNING l.id, l.kind, l.principal_id
  LOOP
    PERFORM app.referral_link_event(r, 'link.ended', w.id, w.kind, w.principal_id);
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION app.referral_links(uuid) FROM PUBLIC;

-- The person took back their agreement: of what was sent on it, nothing is read from the next
-- request on. Those still waiting are left for the caller to withdraw. What was sent on a power
-- in law, for safety, or on an order stays. For the agency that asked the person, and no other.
DROP FUNCTION IF EXISTS app.hide_referrals(uuid);
CREATE OR REPLACE FUNCTION app.hide_referrals(p_agreement uuid)
RETURNS TABLE (referral uuid, status text, version int, person uuid, service text, agency uuid,
  team uuid, sender uuid, outside boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
DECLARE a sharing_agreement; v_same uuid[];
BEGIN
  IF NOT app.ok() THEN RAISE EXCEPTION 'no access context' USING ERRCODE = '42501'; END IF;
  SELECT * INTO a FROM sharing_agreement g WHERE g.id = p_agreement
     AND g.withdrawn_at IS NOT NULL AND g.agency_id = app.my_agency()
     AND app.may(2, g.person_id, 3);
  IF NOT FOUND THEN RETURN; END IF;
  -- Every answer about the same recipient: the newest one stands for all.
  SELECT array_agg(b.id) INTO v_same FROM sharing_agreement b
   WHERE b.person_id IN (SELECT app.same_people(a.person_id)) AND b.agency_id = a.agency_id
     AND b.recipient = a.recipient AND lower(b.recipient_name) = lower(a.recipient_name);
  RETURN QUERY
  UPDATE referrals_referral r SET readers = '{}', version = r.version + 1
   WHERE r.agency_id = a.agency_id AND r.ground = 'agreed' AND r.agreement_id = ANY (v_same)
     AND cardinality(r.readers) > 0
  RETURNING r.id, r.status::text, r.version, r.person_id, r.service_name::text, r.agency_id,
            r.team_id, r.recorded_by_id, false;
  -- What went out on paper cannot be hidden: whoever sent it is asked to tell the service.
  RETURN QUERY
  SELECT r.id, r.status::text, r.version, r.person_id, r.service_name::text, r.agency_id,
         r.team_id, r.recorded_by_id, true
    FROM referrals_referral r
   WHERE r.agency_id = a.agency_id AND r.ground = 'agreed' AND r.agreement_id = ANY (v_same)
     AND r.to_team_id IS NULL AND r.status IN ('sent', 'acknowledged', 'accepted');
END $$;
REVOKE ALL ON FUNCTION app.hide_referrals(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.hide_referrals(uuid) TO throughcare_web, throughcare_worker;
