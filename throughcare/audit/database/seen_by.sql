-- Who opened one person's record. The web role cannot read the log; this is its only window.

-- Entitled: a cell lets the asker read identity and audit of that person. Staff are named, and
-- refusals shown, for the two purposes that need them: a review of an incident, and a request
-- of the person themselves. Both belong to the privacy officer (sharing/policy/cells.csv).
CREATE OR REPLACE FUNCTION app.seen_by(p_person uuid, p_before bigint, p_limit int)
RETURNS TABLE (id bigint, at timestamptz, action text, outcome text, role text, purpose text,
  relationship smallint, on_list boolean, agency_type text, agency_name text, team_name text, staff_name text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE v_people uuid[]; v_named boolean := app.my_purpose() IN ('audit', 'subject_rights');
BEGIN
  IF NOT (app.may(0, p_person, 0) AND app.may(0, p_person, 8)) THEN RETURN; END IF;
  SELECT array_agg(g) INTO v_people FROM app.same_people(p_person) AS g
   WHERE g <> ALL (app.uuids('excl')::uuid[]);
  RETURN QUERY
  -- Materialized: the planner must take the index on people, not walk the log from its end.
  WITH found AS MATERIALIZED (
    SELECT l.* FROM audit_auditentry l WHERE l.person_ids && v_people)
  SELECT e.id, e.at, e.action::text, e.outcome::text, e.role::text, e.purpose::text,
         e.relationship, NOT (e.person_ids <@ v_people), a.type::text, a.name::text, t.name::text,
         CASE WHEN v_named THEN u.name::text ELSE '' END
    FROM found e
    LEFT JOIN agencies_agency a ON a.id = e.agency_id
    LEFT JOIN agencies_team t ON t.id = e.team_id
    LEFT JOIN accounts_user u ON u.id = e.user_id
   WHERE (p_before IS NULL OR e.id < p_before)
     AND (e.outcome = 'allowed' OR (e.outcome = 'denied' AND v_named))
   ORDER BY e.id DESC LIMIT least(p_limit, 500);
END $$;
REVOKE ALL ON FUNCTION app.seen_by(uuid, bigint, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.seen_by(uuid, bigint, int) TO throughcare_web;
