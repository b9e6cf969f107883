-- The caseload of a member of staff, for the administrator who ends or passes on the work of
-- somebody who leaves: counts, never who.

CREATE OR REPLACE FUNCTION app.caseloads_of_agency()
RETURNS TABLE (membership_id uuid, held bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT l.principal_id, count(DISTINCT l.person_id)
    FROM sharing_link l
    JOIN agencies_membership m ON m.id = l.principal_id
    JOIN agencies_team t ON t.id = m.team_id
   WHERE app.is_administrator() AND t.agency_id = app.my_agency() AND l.kind = 0
     AND l.starts_at <= app.now() AND (l.ends_at IS NULL OR l.ends_at > app.now())
   GROUP BY l.principal_id $$;
REVOKE ALL ON FUNCTION app.caseloads_of_agency() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.caseloads_of_agency() TO throughcare_web;

-- Gives each live caseload link of one membership to a colleague of the same team. The events
-- are the ones that a clinician's own handing over would leave.
CREATE OR REPLACE FUNCTION app.pass_on_caseload(p_from uuid, p_to uuid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE l record; v_count bigint := 0; v_new uuid; v_name text; v_team uuid; v_kind text;
BEGIN
  IF NOT app.is_administrator() OR p_from = p_to THEN RETURN 0; END IF;
  SELECT a.team_id INTO v_team
    FROM agencies_membership a
    JOIN agencies_membership b ON b.team_id = a.team_id
    JOIN agencies_team t ON t.id = a.team_id
    JOIN accounts_user u ON u.id = b.user_id AND u.is_active
   WHERE a.id = p_from AND b.id = p_to AND t.agency_id = app.my_agency()
     AND b.starts_on <= app.today() AND (b.ends_on IS NULL OR b.ends_on >= app.today());
  IF NOT FOUND THEN RETURN 0; END IF;
  SELECT name INTO v_name FROM accounts_user WHERE id = app.my_user();
  FOR l IN
    SELECT * FROM sharing_link WHERE principal_id = p_from AND kind = 0
       AND starts_at <= app.now() AND (ends_at IS NULL OR ends_at > app.now()) FOR UPDATE
  LOOP
    v_new := gen_random_uuid();
    INSERT INTO sharing_link (id, person_id, principal_id, kind, agency_id, source, starts_at,
                              ends_at, granted_by, granted_at)
    VALUES (v_new, l.person_id, p_to, 0, l.agency_id, 'passed on', app.now(), l.ends_at,
            app.my_membership(), app.now());
    UPDATE sharing_link
       SET ends_at = greatest(app.now(), starts_at + interval '1 microsecond') WHERE id = l.id;
    FOREACH v_kind IN ARRAY ARRAY['link.ended', 'link.opened'] LOOP
      INSERT INTO core_event (id, type, type_version, category, happened_at, recorded_at,
        person_id, subject_table, subject_id, status_from, status_to, pathway_version,
        agency_id, team_id, by_membership_id, by_name, payload, care_only)
      VALUES (gen_random_uuid(), v_kind, 1, 'identity', app.now(), app.now(), l.person_id,
        'sharing_link', CASE v_kind WHEN 'link.ended' THEN l.id ELSE v_new END, '', '', '',
        app.my_agency(), v_team, app.my_membership(), v_name,
        jsonb_build_object('kind', 'caseload',
          'principal', CASE v_kind WHEN 'link.ended' THEN p_from ELSE p_to END), false);
    END LOOP;
    v_count := v_count + 1;
  END LOOP;
  RETURN v_count;
END $$;
REVOKE ALL ON FUNCTION app.pass_on_caseload(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.pass_on_caseload(uuid, uuid) TO throughcare_web;
