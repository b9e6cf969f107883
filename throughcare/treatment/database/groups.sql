-- Groups: what must happen to the texts of those whom the one who moves a meeting may not see.

-- A meeting of a group of the asker's team was moved or called off. Whoever did it has moved what
-- they may see; a reminder of an appointment that stayed behind would now tell a wrong time. It is
-- held back, and whoever booked the appointment gets a line of work. One that is being sent just
-- now is taken back: it is then told as a text that went too late (app.settle_message). Nothing is
-- answered: the asker learns of nobody.
CREATE OR REPLACE FUNCTION app.hold_back_reminders_of(p_meeting uuid, p_by text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE m outbox_message; v_to text;
BEGIN
  IF NOT app.ok() OR NOT EXISTS (
    SELECT 1 FROM treatment_groupmeeting gm JOIN treatment_group g ON g.id = gm.group_id
     WHERE gm.id = p_meeting AND g.agency_id = app.my_agency()
       AND g.team_id = nullif(current_setting('app.team', true), '')::uuid)
  THEN
    RAISE EXCEPTION 'not allowed to change this meeting' USING ERRCODE = '42501';
  END IF;
  FOR m IN
    SELECT x.* FROM treatment_groupmeeting gm
      JOIN treatment_session s ON s.meeting_id = gm.id AND s.status = 'planned'
      JOIN appointments_appointment a ON a.subject_id = s.id AND a.status = 'planned'
       AND a.recorded_at < gm.changed_at
      JOIN outbox_message x ON x.subject_id = a.id AND x.status = 'waiting'
     WHERE gm.id = p_meeting FOR UPDATE OF x
  LOOP
    v_to := CASE WHEN m.claimed_by IS NULL THEN 'held_back' ELSE 'withdrawn' END;
    UPDATE outbox_message SET status = v_to, reason = 'called_off', ended_at = app.now()
     WHERE id = m.id;
    PERFORM app.message_moved(m, m.status, v_to, 'message.' || v_to,
      jsonb_build_object('kind', m.kind, 'reason', 'called_off'), gen_random_uuid(),
      CASE WHEN v_to = 'held_back' THEN gen_random_uuid() END, p_by);
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION app.hold_back_reminders_of(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.hold_back_reminders_of(uuid, text) TO throughcare_web;
