-- A document is frozen: after issue a further reader may be named, and nothing else changes.
CREATE OR REPLACE FUNCTION app.document_is_frozen() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  IF TG_OP = 'UPDATE'
     AND to_jsonb(OLD) - 'readers' - 'version' = to_jsonb(NEW) - 'readers' - 'version'
     AND OLD.readers <@ NEW.readers
  THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'an issued document does not change: % refused', TG_OP
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE OR REPLACE TRIGGER document_is_frozen BEFORE UPDATE OR DELETE ON documents_document
  FOR EACH ROW EXECUTE FUNCTION app.document_is_frozen();

-- A named reader opened the document in their own account: each copy that waits for them there is
-- now received. It is the state of the author's delivery, so that the event is the author's team's;
-- the reader has no right to write of their own. Returns the events written, for the audit.
-- The number below is the place of (read, open, recipient) in the masks: policies.py, named_sql.
CREATE OR REPLACE FUNCTION app.note_document_read(p_document uuid) RETURNS SETOF uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE d record; v record; v_event uuid; v_name text; v_me uuid[] := app.uuids('principals')::uuid[];
BEGIN
  IF NOT app.ok() THEN RAISE EXCEPTION 'no access context' USING ERRCODE = '42501'; END IF;
  IF ((app.ints('masks')::int[])[((0 * 3 + 1) * 13 + 11) * 6 + 1] >> 6) & 1 <> 1 THEN RETURN; END IF;
  SELECT id, person_id INTO d FROM documents_document
   WHERE id = p_document AND readers && v_me
     AND person_id <> ALL (app.uuids('excl')::uuid[]);
  IF NOT FOUND THEN RETURN; END IF;
  SELECT u.name || ', ' || a.name INTO v_name FROM agencies_membership m
    JOIN accounts_user u ON u.id = m.user_id JOIN agencies_team t ON t.id = m.team_id
    JOIN agencies_agency a ON a.id = t.agency_id WHERE m.id = app.my_membership();
  FOR v IN
    SELECT y.id, y.agency_id, y.team_id FROM documents_delivery y
      JOIN documents_namedrecipient r ON r.id = y.recipient_id
     WHERE y.document_id = d.id AND y.how = 'account' AND y.status = 'sent'
       AND r.principal_id = ANY (v_me)
       FOR UPDATE OF y
  LOOP
    v_event := gen_random_uuid();
    UPDATE documents_delivery SET status = 'received', received_at = app.now(),
           received_by = left(v_name, 200), received_how = 'account', version = version + 1
     WHERE id = v.id;
    INSERT INTO core_event (id, type, type_version, category, happened_at, recorded_at, person_id,
      subject_table, subject_id, status_from, status_to, pathway_version, agency_id, team_id,
      by_membership_id, by_name, payload, care_only)
    VALUES (v_event, 'document.received', 1, 'disclosed', app.now(), app.now(), d.person_id,
      'documents_delivery', v.id, 'sent', 'received', '', v.agency_id, v.team_id,
      app.my_membership(), left(v_name, 200), '{"how": "account"}', true);
    UPDATE core_due SET status = 'done', closed_by_id = v_event, closed_at = app.now()
     WHERE subject_id = v.id AND status = 'open' AND kind = 'document_arrived';
    RETURN NEXT v_event;
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION app.note_document_read(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.note_document_read(uuid) TO throughcare_web, throughcare_worker;
