-- Texts: nothing but digits goes into a row, and the worker, which has no access context, sends
-- through the functions below and sees nothing else about anybody.

-- A row of the outbox holds days, times, codes and telephone numbers, never a word.
CREATE OR REPLACE FUNCTION app.message_is_plain() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF jsonb_typeof(NEW.fields) <> 'object' OR EXISTS (
    SELECT 1 FROM jsonb_each_text(NEW.fields) AS f(name, value)
     WHERE name NOT IN ('day', 'time', 'code', 'phone') OR value !~ '^[0-9 :-]{1,20}$')
  THEN
    RAISE EXCEPTION 'a text is made of the catalogue, days, times and numbers only'
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER message_is_plain BEFORE INSERT OR UPDATE OF fields ON outbox_message
  FOR EACH ROW EXECUTE FUNCTION app.message_is_plain();

-- The number that an agency may text this person on now, or what stands in the way. The newest
-- mobile number that may be texted; a number that the agency also keeps as not to be texted is not.
CREATE OR REPLACE FUNCTION app.text_number(p_person uuid, p_agency uuid, OUT contact uuid,
  OUT number text, OUT mark text, OUT times boolean, OUT verdict text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  grp uuid[]; c record; v_today date := (app.now() AT TIME ZONE 'Europe/London')::date;
BEGIN
  SELECT array_agg(g) INTO grp FROM app.same_people(p_person) AS g;
  IF EXISTS (SELECT 1 FROM people_person WHERE id = ANY (grp) AND died_on IS NOT NULL) THEN
    verdict := 'died'; RETURN;
  END IF;
  IF EXISTS (SELECT 1 FROM outbox_textwishes WHERE person_id = ANY (grp)
               AND agency_id = p_agency AND reminders = 'no') THEN
    verdict := 'said_no'; RETURN;
  END IF;
  SELECT m.id, m.canonical, m.may_text, m.safe_times INTO c FROM people_contactmethod m
   WHERE m.person_id = ANY (grp) AND m.agency_id = p_agency AND m.kind = 'mobile'
     AND m.starts_on <= v_today AND (m.ends_on IS NULL OR m.ends_on > v_today)
   ORDER BY m.may_text DESC, m.recorded_at DESC, m.id LIMIT 1;
  IF NOT FOUND THEN verdict := 'no_number'; RETURN; END IF;
  contact := c.id;
  times := btrim(c.safe_times) <> '';
  mark := encode(sha256(convert_to(c.id || '|' || c.canonical, 'UTF8')), 'hex');
  IF NOT c.may_text OR EXISTS (
    SELECT 1 FROM people_contactmethod m WHERE m.person_id = ANY (grp) AND m.agency_id = p_agency
       AND m.canonical = c.canonical AND m.canonical <> '' AND NOT m.may_text
       AND (m.ends_on IS NULL OR m.ends_on > v_today))
  THEN verdict := 'may_not_text'; RETURN; END IF;
  IF c.canonical !~ '^07[0-9]{9}$' THEN verdict := 'not_mobile'; RETURN; END IF;
  number := c.canonical;
  verdict := '';
END $$;
REVOKE ALL ON FUNCTION app.text_number(uuid, uuid) FROM PUBLIC;

-- The same for somebody at work: whether a text is possible, never the number itself. Who may
-- record a message about the person (create, health_summary) may know that.
CREATE OR REPLACE FUNCTION app.find_text_number(p_person uuid, OUT contact uuid, OUT mark text,
  OUT times boolean, OUT verdict text, OUT people uuid[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF NOT app.may(1, p_person, 3) THEN
    RAISE EXCEPTION 'not allowed' USING ERRCODE = '42501';
  END IF;
  SELECT t.contact, t.mark, t.times, t.verdict INTO contact, mark, times, verdict
    FROM app.text_number(p_person, app.my_agency()) AS t;
  SELECT array_agg(g) INTO people FROM app.same_people(p_person) AS g;
END $$;
REVOKE ALL ON FUNCTION app.find_text_number(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.find_text_number(uuid) TO throughcare_web;

-- Everything that may have changed between asking for a text and sending it; '' when it may go.
CREATE OR REPLACE FUNCTION app.message_verdict(m outbox_message, OUT number text, OUT verdict text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE t record; w record;
BEGIN
  SELECT * INTO t FROM app.text_number(m.person_id, m.agency_id);
  verdict := t.verdict;
  IF verdict <> '' THEN RETURN; END IF;
  IF t.mark <> m.number_mark THEN verdict := 'number_changed'; RETURN; END IF;
  IF NOT EXISTS (
    SELECT 1 FROM sharing_reach r WHERE r.person_id = m.person_id
       AND (r.principal_id = m.team_id
            OR r.principal_id IN (SELECT id FROM agencies_membership WHERE team_id = m.team_id))
       AND r.kind IN (0, 1) AND r.starts_at <= app.now()
       AND (r.ends_at IS NULL OR r.ends_at > app.now()))
  THEN verdict := 'not_ours'; RETURN; END IF;
  IF t.times AND NOT m.times_seen THEN
    SELECT x.not_before INTO w FROM outbox_textwishes x
     WHERE x.agency_id = m.agency_id AND x.not_before IS NOT NULL
       AND x.person_id IN (SELECT app.same_people(m.person_id));
    IF NOT FOUND THEN verdict := 'times'; RETURN; END IF;
  END IF;
  IF m.send_before < app.now() THEN verdict := 'too_late'; RETURN; END IF;
  number := t.number;
END $$;
REVOKE ALL ON FUNCTION app.message_verdict(outbox_message) FROM PUBLIC;

-- Takes texts whose time has come, for one worker, until the lease ends. The rule of safe contact
-- is looked at here, at the last moment. "unsure" says that an earlier worker may have handed it
-- over and died: ask the provider before anything else, even if it was taken back since: the
-- record must say what the person was told.
CREATE OR REPLACE FUNCTION app.claim_messages(p_worker uuid, p_limit int, p_lease int)
RETURNS TABLE (id uuid, kind text, wording int, language text, fields jsonb, number text,
               verdict text, tries int, unsure boolean, any_time boolean, not_before time,
               not_after time)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
DECLARE m outbox_message; v record; w record;
BEGIN
  FOR m IN
    SELECT * FROM outbox_message x
     WHERE (x.status = 'waiting'
            OR x.status IN ('withdrawn', 'told') AND (x.claimed_by IS NOT NULL OR x.unsure))
       AND x.next_try_at <= app.now()
       AND (x.claimed_until IS NULL OR x.claimed_until <= app.now())
     ORDER BY x.next_try_at, x.id LIMIT p_limit FOR UPDATE SKIP LOCKED
  LOOP
    SELECT * INTO v FROM app.message_verdict(m);
    IF m.status <> 'waiting' THEN
      SELECT NULL::text AS number, 'called_off' AS verdict INTO v;
    END IF;
    SELECT x.not_before, x.not_after INTO w FROM outbox_textwishes x
     WHERE x.agency_id = m.agency_id AND x.person_id IN (SELECT app.same_people(m.person_id))
     LIMIT 1;
    UPDATE outbox_message x
       SET claimed_by = p_worker, claimed_until = app.now() + make_interval(secs => p_lease),
           unsure = x.unsure OR x.claimed_by IS NOT NULL,
           tries = x.tries + (x.claimed_by IS NOT NULL)::int
     WHERE x.id = m.id RETURNING x.tries, x.unsure INTO m.tries, m.unsure;
    RETURN QUERY SELECT m.id, m.kind::text, m.wording::int, m.language::text, m.fields, v.number,
      v.verdict, m.tries::int, m.unsure, m.any_time, w.not_before, w.not_after;
  END LOOP;
END $$;

-- The event of a change that the worker makes: in the name of the service, with what it makes due
-- for the sender. Both ids come from the worker, which works them out as core.events does.
CREATE OR REPLACE FUNCTION app.message_moved(m outbox_message, p_from text, p_to text,
  p_type text, p_payload jsonb, p_event uuid, p_due uuid, p_by text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO core_event (id, type, type_version, category, happened_at, recorded_at, person_id,
    subject_table, subject_id, status_from, status_to, pathway_version, agency_id, team_id,
    by_membership_id, by_name, payload, care_only)
  VALUES (p_event, p_type, 1, 'health_summary', app.now(), app.now(), m.person_id,
    'outbox_message', m.id, p_from, p_to, '', m.agency_id, m.team_id, m.recorded_by_id,
    left(p_by, 200), p_payload, true);
  IF p_due IS NOT NULL THEN
    INSERT INTO core_due (id, kind, category, person_id, subject_table, subject_id, agency_id,
      team_id, owner_id, urgency, due_at, status, detail, opened_by_id, opened_at)
    VALUES (p_due, 'message_not_sent', 'health_summary', m.person_id, 'outbox_message', m.id,
      m.agency_id, m.team_id, m.recorded_by_id, 'today', app.now(), 'open', p_payload, p_event,
      app.now());
  END IF;
END $$;
REVOKE ALL ON FUNCTION
  app.message_moved(outbox_message, text, text, text, jsonb, uuid, uuid, text) FROM PUBLIC;

-- What became of a claimed text: retry, sent, held_back or failed. False when this worker no longer
-- holds it. A code that was sent, or will not be, is not kept. What a colleague decided meanwhile stands, but for one thing: what was sent was sent,
-- and when it had been taken back the sender is told.
CREATE OR REPLACE FUNCTION app.settle_message(p_message uuid, p_worker uuid, p_outcome text,
  p_reason text, p_provider text, p_provider_ref text, p_next timestamptz, p_unsure boolean,
  p_event uuid, p_due uuid, p_by text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE m outbox_message; v_late boolean; v_payload jsonb;
BEGIN
  SELECT * INTO m FROM outbox_message WHERE id = p_message FOR UPDATE;
  IF m.claimed_by IS DISTINCT FROM p_worker THEN RETURN false; END IF;
  v_late := m.status = 'withdrawn';
  IF p_outcome = 'sent' AND m.status IN ('waiting', 'withdrawn', 'told') THEN
    UPDATE outbox_message SET status = 'sent', reason = '', sent_at = app.now(),
           provider = p_provider, provider_ref = left(p_provider_ref, 60), ended_at = NULL,
           claimed_by = NULL, claimed_until = NULL, unsure = false, next_try_at = p_next,
           fields = m.fields - 'code'
     WHERE id = m.id;
    PERFORM app.message_moved(m, m.status, 'sent', 'message.sent',
      jsonb_build_object('kind', m.kind, 'late', v_late), p_event,
      CASE WHEN v_late THEN p_due END, p_by);
  ELSIF p_outcome IN ('held_back', 'failed') AND m.status = 'waiting' THEN
    v_payload := jsonb_build_object('kind', m.kind, 'reason', p_reason);
    UPDATE outbox_message SET status = p_outcome, reason = p_reason, ended_at = app.now(),
           claimed_by = NULL, claimed_until = NULL, unsure = false, fields = m.fields - 'code'
     WHERE id = m.id;
    PERFORM app.message_moved(m, m.status, p_outcome, 'message.' || p_outcome, v_payload, p_event,
      p_due, p_by);
  ELSIF p_outcome = 'retry' OR m.status <> 'waiting' THEN
    UPDATE outbox_message SET next_try_at = coalesce(p_next, next_try_at), claimed_by = NULL,
           claimed_until = NULL, unsure = p_unsure,
           tries = tries + (p_reason <> '')::int,
           reason = CASE WHEN status = 'waiting' THEN p_reason ELSE reason END
     WHERE id = m.id;
  ELSE
    RAISE EXCEPTION 'unknown outcome [%]', p_outcome;
  END IF;
  RETURN true;
END $$;

-- Texts that the provider took and of which it may by now know more.
CREATE OR REPLACE FUNCTION app.messages_to_ask(p_limit int, p_provider text)
RETURNS TABLE (id uuid, kind text, provider_ref text, sent_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT m.id, m.kind, m.provider_ref, m.sent_at FROM outbox_message m
   WHERE m.status = 'sent' AND m.next_try_at <= app.now() AND m.provider = p_provider
   ORDER BY m.next_try_at, m.id LIMIT p_limit $$;

-- What the provider knows of a text that it took: delivered, failed, or '' for nothing yet.
CREATE OR REPLACE FUNCTION app.note_delivery(p_message uuid, p_outcome text, p_reason text,
  p_next timestamptz, p_event uuid, p_due uuid, p_by text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE m outbox_message; v_payload jsonb;
BEGIN
  SELECT * INTO m FROM outbox_message WHERE id = p_message AND status = 'sent' FOR UPDATE;
  IF NOT FOUND THEN RETURN false; END IF;
  IF p_outcome = '' THEN
    UPDATE outbox_message SET next_try_at = p_next WHERE id = m.id;
    RETURN true;
  END IF;
  v_payload := jsonb_build_object('kind', m.kind)
    || CASE WHEN p_outcome = 'failed' THEN jsonb_build_object('reason', p_reason) ELSE '{}' END;
  UPDATE outbox_message SET status = p_outcome, reason = p_reason, ended_at = app.now()
   WHERE id = m.id;
  PERFORM app.message_moved(m, 'sent', p_outcome, 'message.' || p_outcome, v_payload, p_event,
    CASE WHEN p_outcome = 'failed' THEN p_due END, p_by);
  RETURN true;
END $$;

-- How the outbox stands, without a word about anybody: for the doctor, the banner, the settings.
CREATE OR REPLACE FUNCTION app.outbox_state(OUT waiting bigint, OUT overdue bigint,
  OUT oldest timestamptz, OUT last_sent timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT count(*) FILTER (WHERE status = 'waiting'),
         count(*) FILTER (WHERE status = 'waiting' AND send_after <= app.now()),
         min(send_after) FILTER (WHERE status = 'waiting' AND send_after <= app.now()),
         max(sent_at)
    FROM outbox_message WHERE status = 'waiting' OR sent_at > app.now() - interval '30 days' $$;

REVOKE ALL ON FUNCTION app.claim_messages(uuid, int, int), app.messages_to_ask(int, text),
  app.settle_message(uuid, uuid, text, text, text, text, timestamptz, boolean, uuid, uuid, text),
  app.note_delivery(uuid, text, text, timestamptz, uuid, uuid, text), app.outbox_state()
  FROM PUBLIC, throughcare_web;
GRANT EXECUTE ON FUNCTION app.claim_messages(uuid, int, int), app.messages_to_ask(int, text),
  app.settle_message(uuid, uuid, text, text, text, text, timestamptz, boolean, uuid, uuid, text),
  app.note_delivery(uuid, text, text, timestamptz, uuid, uuid, text) TO throughcare_worker;
GRANT EXECUTE ON FUNCTION app.outbox_state() TO throughcare_web, throughcare_worker;
