-- Links, groups of records of one human, guards: kept in the derived tables that policies probe.

-- Everybody who is recorded as the same human as p, p included.
CREATE OR REPLACE FUNCTION app.same_people(p uuid) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN RETURN QUERY
  WITH RECURSIVE grown(id) AS (
    SELECT p
    UNION
    SELECT CASE WHEN s.person_a_id = g.id THEN s.person_b_id ELSE s.person_a_id END
      FROM grown g JOIN people_sameas s
        ON s.status = 'confirmed' AND (s.person_a_id = g.id OR s.person_b_id = g.id))
  SELECT grown.id FROM grown;
END $$;
REVOKE ALL ON FUNCTION app.same_people(uuid) FROM PUBLIC;

-- What every request asks is plpgsql: a session keeps its plan. PostgreSQL plans a function of SQL
-- with settings of its own anew at each call, which is most of what these small ones cost.
CREATE OR REPLACE FUNCTION app.excluded_people(u uuid) RETURNS TABLE (person_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN RETURN QUERY
  SELECT DISTINCT g FROM sharing_exclusion e, LATERAL app.same_people(e.person_id) AS g
   WHERE e.user_id = u AND e.starts_at <= app.now()
     AND (e.ends_at IS NULL OR e.ends_at > app.now());
END $$;
REVOKE ALL ON FUNCTION app.excluded_people(uuid) FROM PUBLIC;

CREATE OR REPLACE FUNCTION app.permitted_people(u uuid) RETURNS TABLE (person_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN RETURN QUERY
  SELECT DISTINCT e.person_id FROM sharing_permission e
   WHERE e.user_id = u AND e.starts_at <= app.now()
     AND (e.ends_at IS NULL OR e.ends_at > app.now());
END $$;
REVOKE ALL ON FUNCTION app.permitted_people(uuid) FROM PUBLIC;

-- Works the derived rows of a whole group out again from links, bases, groups and guards.
CREATE OR REPLACE FUNCTION app.rebuild_reach(p uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE grp uuid[];
BEGIN
  SELECT array_agg(g) INTO grp FROM app.same_people(p) AS g;
  DELETE FROM sharing_reach WHERE person_id = ANY (grp);
  INSERT INTO sharing_reach (person_id, principal_id, source_id, kind, starts_at, ends_at, guarded)
  SELECT g.id, l.principal_id, l.id, l.kind, l.starts_at, l.ends_at,
         EXISTS (SELECT 1 FROM people_person x WHERE x.id = g.id AND x.guard = 'restricted')
    FROM unnest(grp) AS g(id), sharing_link l WHERE l.person_id = ANY (grp);
  DELETE FROM sharing_ground WHERE person_id = ANY (grp);
  INSERT INTO sharing_ground (person_id, giver_id, recipient_id, source_id, kind, categories,
                              purposes, starts_at, ends_at)
  SELECT g.id, b.agency_id, b.recipient_agency_id, b.id, b.kind, b.categories, b.purposes,
         b.starts_at, b.ends_at
    FROM unnest(grp) AS g(id), sharing_basis b WHERE b.person_id = ANY (grp);
END $$;
REVOKE ALL ON FUNCTION app.rebuild_reach(uuid) FROM PUBLIC;

CREATE OR REPLACE FUNCTION app.reach_of_person_row() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN PERFORM app.rebuild_reach(NEW.person_id); RETURN NULL; END $$;

CREATE OR REPLACE FUNCTION app.reach_of_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN PERFORM app.rebuild_reach(NEW.id); RETURN NULL; END $$;

-- A decision joins or parts two groups: both sides are worked out again.
CREATE OR REPLACE FUNCTION app.reach_of_same_as() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  PERFORM app.rebuild_reach(NEW.person_a_id);
  PERFORM app.rebuild_reach(NEW.person_b_id);
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER reach AFTER INSERT OR UPDATE ON sharing_link
  FOR EACH ROW EXECUTE FUNCTION app.reach_of_person_row();
CREATE OR REPLACE TRIGGER reach AFTER INSERT OR UPDATE ON sharing_basis
  FOR EACH ROW EXECUTE FUNCTION app.reach_of_person_row();
CREATE OR REPLACE TRIGGER reach AFTER UPDATE OF guard ON people_person
  FOR EACH ROW WHEN (OLD.guard IS DISTINCT FROM NEW.guard) EXECUTE FUNCTION app.reach_of_guard();
CREATE OR REPLACE TRIGGER reach AFTER INSERT OR UPDATE OF status ON people_sameas
  FOR EACH ROW EXECUTE FUNCTION app.reach_of_same_as();

-- May this context do the action on its own agency's identity rows of this person?
CREATE OR REPLACE FUNCTION app.may(p_action int, p_person uuid, p_category int) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  -- Read once, not once a link: each reading takes a thousand numbers apart.
  v_masks int[] := app.ints('masks');
  v_principals uuid[] := app.uuids('principals');
BEGIN
  RETURN app.ok() AND p_person <> ALL (app.uuids('excl')::uuid[]) AND coalesce((
    SELECT bool_or((v_masks[((p_action * 3) * 13 + l.kind) * 6 + 1]
                 | v_masks[((p_action * 3 + 1) * 13 + l.kind) * 6 + 1])
                 >> p_category & 1 = 1)
      FROM sharing_reach l
     WHERE l.person_id = p_person AND l.principal_id = ANY (v_principals)
       AND l.starts_at <= app.now() AND (l.ends_at IS NULL OR l.ends_at > app.now())
       AND (NOT l.guarded OR p_person = ANY (app.uuids('perm')::uuid[]))), false);
END $$;
REVOKE ALL ON FUNCTION app.may(int, uuid, int) FROM PUBLIC;

-- Which agency a membership, team or place works for; null when there is none.
CREATE OR REPLACE FUNCTION app.agency_of(p uuid) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT coalesce(
    (SELECT t.agency_id FROM agencies_membership m JOIN agencies_team t ON t.id = m.team_id
      WHERE m.id = p),
    (SELECT agency_id FROM agencies_team WHERE id = p),
    (SELECT agency_id FROM agencies_place WHERE id = p)) $$;
REVOKE ALL ON FUNCTION app.agency_of(uuid) FROM PUBLIC;

-- Is this the kind of place that a court-hearing (5) or custody (6) link goes to?
CREATE OR REPLACE FUNCTION app.is_place_of_kind(p uuid, p_kind int) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT EXISTS (SELECT 1 FROM agencies_place WHERE id = p
                   AND (kind, p_kind) IN (('court', 5), ('custody', 6))) $$;
REVOKE ALL ON FUNCTION app.is_place_of_kind(uuid, int) FROM PUBLIC;

-- The only way a link is made. A new person (no row, no link yet) may be linked to the
-- asker's own membership or team. Whoever records at a custody suite or court that their team
-- covers may say that the person is there (kinds 5 and 6, to that place). Anything else needs
-- the action "grant" on that person. A link may begin later: the court sees who is before it
-- from some days before the hearing, however early its list was taken in.
DROP FUNCTION IF EXISTS app.open_link(uuid, uuid, int, text, timestamptz);
CREATE OR REPLACE FUNCTION app.open_link(
  p_person uuid, p_principal uuid, p_kind int, p_source text, p_ends_at timestamptz DEFAULT NULL,
  p_starts_at timestamptz DEFAULT NULL)
RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE v_id uuid; v_new boolean; v_own boolean; v_here boolean;
        v_starts timestamptz := greatest(p_starts_at, app.now());
BEGIN
  IF NOT app.ok() THEN RAISE EXCEPTION 'no access context' USING ERRCODE = '42501'; END IF;
  IF p_kind NOT IN (0, 1, 2, 3, 4, 5, 6, 7, 8) THEN
    RAISE EXCEPTION 'link kind [%] is not opened this way', p_kind USING ERRCODE = '42501';
  END IF;
  v_own := p_principal = ANY (app.uuids('principals')::uuid[]);
  v_new := NOT EXISTS (SELECT 1 FROM sharing_link WHERE person_id = p_person)
       AND NOT EXISTS (SELECT 1 FROM people_person WHERE id = p_person);
  v_here := v_own AND app.is_place_of_kind(p_principal, p_kind) AND app.may(1, p_person, 0);
  IF NOT ((v_new AND v_own AND p_kind IN (0, 1, 2)) OR v_here OR app.may(4, p_person, 0)) THEN
    RAISE EXCEPTION 'not allowed to open a link to this record' USING ERRCODE = '42501';
  END IF;
  IF app.agency_of(p_principal) IS NULL THEN
    RAISE EXCEPTION 'nobody to link to' USING ERRCODE = '23503';
  END IF;
  SELECT id INTO v_id FROM sharing_link
   WHERE person_id = p_person AND principal_id = p_principal AND kind = p_kind
     AND starts_at <= v_starts AND (ends_at IS NULL OR ends_at > v_starts)
   ORDER BY ends_at DESC NULLS FIRST LIMIT 1;
  IF v_id IS NOT NULL THEN
    UPDATE sharing_link SET ends_at = CASE WHEN p_ends_at IS NULL OR ends_at IS NULL THEN NULL
      ELSE greatest(ends_at, p_ends_at) END WHERE id = v_id;
    RETURN v_id;
  END IF;
  v_id := gen_random_uuid();
  INSERT INTO sharing_link (id, person_id, principal_id, kind, agency_id, source, starts_at,
                            ends_at, granted_by, granted_at)
  VALUES (v_id, p_person, p_principal, p_kind, app.agency_of(p_principal), p_source, v_starts,
          p_ends_at, app.my_membership(), app.now());
  RETURN v_id;
END $$;
REVOKE ALL ON FUNCTION app.open_link(uuid, uuid, int, text, timestamptz, timestamptz)
  FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.open_link(uuid, uuid, int, text, timestamptz, timestamptz)
  TO throughcare_web, throughcare_worker;

-- Ends a link, now or at a later moment. One's own always, and that the person is at a place
-- that the asker's team covers; another's needs "grant" on that person.
DROP FUNCTION IF EXISTS app.end_link(uuid);
CREATE OR REPLACE FUNCTION app.end_link(p_link uuid, p_at timestamptz DEFAULT NULL)
RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE l record;
BEGIN
  IF NOT app.ok() THEN RAISE EXCEPTION 'no access context' USING ERRCODE = '42501'; END IF;
  SELECT * INTO l FROM sharing_link WHERE id = p_link
     AND (ends_at IS NULL OR ends_at > app.now()) FOR UPDATE;
  IF NOT FOUND THEN RETURN false; END IF;
  IF NOT (l.principal_id = app.my_membership() OR app.may(4, l.person_id, 0)
          OR (l.principal_id = ANY (app.uuids('principals')::uuid[])
              AND app.is_place_of_kind(l.principal_id, l.kind) AND app.may(1, l.person_id, 0)))
  THEN
    RETURN false;
  END IF;
  UPDATE sharing_link
     SET ends_at = greatest(p_at, app.now(), starts_at + interval '1 microsecond')
   WHERE id = p_link;
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION app.end_link(uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.end_link(uuid, timestamptz) TO throughcare_web, throughcare_worker;

-- The group of a person that the asker can already read; used once a request by selectors.
CREATE OR REPLACE FUNCTION app.group_of(p_person uuid) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF app.may(0, p_person, 0) THEN RETURN QUERY SELECT app.same_people(p_person); END IF;
END $$;
REVOKE ALL ON FUNCTION app.group_of(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.group_of(uuid) TO throughcare_web, throughcare_worker;
