-- Finding is not reading (security.md §2.2): who may be found, and how a new record begins.

-- The links of this request's asker to one person that are live now.
-- PL/pgSQL, here and below, where a page asks: its plans are kept for the session.
CREATE OR REPLACE FUNCTION app.my_links(p_person uuid) RETURNS SETOF smallint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN RETURN QUERY
  SELECT DISTINCT l.kind FROM sharing_reach l
   WHERE app.ok() AND l.person_id = p_person
     AND l.person_id <> ALL (app.uuids('excl')::uuid[])
     AND l.principal_id = ANY (app.uuids('principals')::uuid[])
     AND l.starts_at <= app.now() AND (l.ends_at IS NULL OR l.ends_at > app.now())
     AND (NOT l.guarded OR l.person_id = ANY (app.uuids('perm')::uuid[]));
END $$;
REVOKE ALL ON FUNCTION app.my_links(uuid) FROM PUBLIC;

-- The categories (bit mask) of which the asker could meet a row when doing p_action: their own
-- agency's, everybody's, or another agency's under an agreement and, where needed, a basis.
CREATE OR REPLACE FUNCTION app.my_categories(p_person uuid, p_action int) RETURNS int
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN RETURN (
  WITH mask AS MATERIALIZED (
    SELECT app.ints('masks')::int[] AS m, app.uuids('share_ids')::uuid[] AS givers,
           app.ints('share_masks')::int[] AS shared),
  live AS (SELECT app.my_links(p_person) AS kind),
  ground AS (
    SELECT g.giver_id, g.kind, g.categories FROM sharing_ground g, mask
     WHERE g.person_id = p_person AND g.recipient_id = app.my_agency()
       AND g.giver_id = ANY (mask.givers) AND g.purposes ? app.my_purpose()
       AND g.starts_at <= app.now() AND (g.ends_at IS NULL OR g.ends_at > app.now()))
  SELECT coalesce(bit_or(
      m[((p_action * 3) * 13 + live.kind) * 6 + 1]
    | m[((p_action * 3 + 1) * 13 + live.kind) * 6 + 1]
    | (m[((p_action * 3 + 2) * 13 + live.kind) * 6 + 1]
        & coalesce((SELECT bit_or(s) FROM unnest(shared) AS s), 0))
    | coalesce((
        SELECT bit_or(m[((p_action * 3 + 2) * 13 + live.kind) * 6 + ground.kind + 1]
                      & ground.categories & shared[array_position(givers, ground.giver_id)])
          FROM ground), 0)), 0)
    FROM live, mask);
END $$;
REVOKE ALL ON FUNCTION app.my_categories(uuid, int) FROM PUBLIC;

-- What a page about one person asks first, in one statement: the records of the same human and
-- the categories that the asker may read, create and amend here.
CREATE OR REPLACE FUNCTION app.standing(p_person uuid) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF NOT app.may(0, p_person, 0) THEN RETURN NULL; END IF;
  RETURN jsonb_build_object(
    'group', (SELECT jsonb_agg(g ORDER BY g) FROM app.same_people(p_person) AS g),
    -- References of the other records of the same human that the asker reads.
    'others', (SELECT coalesce(jsonb_agg(o.reference ORDER BY o.recorded_at), '[]')
                 FROM app.same_people(p_person) AS g JOIN people_person o ON o.id = g
                WHERE g <> p_person AND app.may(0, g, 0)),
    'read', app.my_categories(p_person, 0),
    'create', app.my_categories(p_person, 1),
    'amend', app.my_categories(p_person, 2));
END $$;
REVOKE ALL ON FUNCTION app.standing(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.standing(uuid) TO throughcare_web, throughcare_worker;

-- The first links of a new record: the asker's team, and the asker, who holds it until it is
-- passed on, where that kind of link lets the role keep the address.
CREATE OR REPLACE FUNCTION app.open_first_links(p_person uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE v_team uuid := nullif(current_setting('app.team', true), '')::uuid;
BEGIN
  IF NOT app.ok() THEN RAISE EXCEPTION 'no access context' USING ERRCODE = '42501'; END IF;
  IF EXISTS (SELECT 1 FROM sharing_link WHERE person_id = p_person)
     OR EXISTS (SELECT 1 FROM people_person WHERE id = p_person) THEN
    RAISE EXCEPTION 'not a new record' USING ERRCODE = '42501';
  END IF;
  INSERT INTO sharing_link (id, person_id, principal_id, kind, agency_id, source, starts_at,
                            granted_by, granted_at)
  SELECT gen_random_uuid(), p_person, l.principal, l.kind, app.my_agency(), 'added', app.now(),
         app.my_membership(), app.now()
    FROM (VALUES (v_team, 1), (app.my_membership(), 0)) AS l(principal, kind)
    -- Bit 1 is contact_address: action create, share own.
   WHERE l.kind = 1 OR (app.ints('masks')::int[])[(3 * 13 + l.kind) * 6 + 1] & 2 = 2;
END $$;
REVOKE ALL ON FUNCTION app.open_first_links(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.open_first_links(uuid) TO throughcare_web, throughcare_worker;

-- May the asker's role do p_action (by its name) on identity rows of this share?
CREATE OR REPLACE FUNCTION app.role_may(p_action text, p_share int, p_kind int DEFAULT NULL)
RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT app.ok() AND EXISTS (
    SELECT 1 FROM app.policy_cell c
     WHERE c.agency_type = nullif(current_setting('app.agency_type', true), '')
       AND c.role = app.my_role() AND c.purpose = app.my_purpose() AND c.action = p_action
       AND c.share = p_share AND c.basis = 0 AND c.mask & 1 = 1
       AND (p_kind IS NULL OR c.relationship = p_kind)) $$;
REVOKE ALL ON FUNCTION app.role_may(text, int, int) FROM PUBLIC;

-- May the asker say of these two records, both of which they read, that they are one human?
CREATE OR REPLACE FUNCTION app.may_merge(p_a uuid, p_b uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT (SELECT coalesce(bool_or(app.role_may('merge', 0, k)), false) FROM app.my_links(p_a) AS k)
     AND (SELECT coalesce(bool_or(app.role_may('merge', 0, k)), false) FROM app.my_links(p_b) AS k)
$$;
REVOKE ALL ON FUNCTION app.may_merge(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.may_merge(uuid, uuid) TO throughcare_web, throughcare_worker;

-- A same-as decision: what may follow what, and that two humans make it, not two roles of one.
CREATE OR REPLACE FUNCTION app.same_as_moves() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE v_me uuid := app.my_membership();
BEGIN
  -- Only the web asks here; the owner writes what a test or a restore needs.
  IF NOT app.ok() THEN RETURN NEW; END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.proposed_by_id <> v_me OR NEW.status NOT IN ('unsure', 'proposed', 'refused')
       OR (NEW.status = 'refused') <> (NEW.decided_by_id IS NOT DISTINCT FROM v_me) THEN
      RAISE EXCEPTION 'a decision begins with who makes it' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.id, NEW.person_a_id, NEW.person_b_id) <> (OLD.id, OLD.person_a_id, OLD.person_b_id)
     OR (NEW.proposed_by_id <> OLD.proposed_by_id
         AND NOT (OLD.status = 'unsure' AND NEW.status = 'proposed')) THEN
    RAISE EXCEPTION 'whose records a decision joins never changes' USING ERRCODE = '42501';
  END IF;
  IF (OLD.status, NEW.status) NOT IN (('unsure', 'proposed'), ('unsure', 'refused'),
      ('proposed', 'confirmed'), ('proposed', 'refused'), ('confirmed', 'ended')) THEN
    RAISE EXCEPTION 'a decision that is [%] does not become [%]', OLD.status, NEW.status
      USING ERRCODE = '42501';
  END IF;
  IF NEW.status = 'proposed' THEN
    IF NEW.proposed_by_id <> v_me THEN
      RAISE EXCEPTION 'only the asker proposes' USING ERRCODE = '42501';
    END IF;
  ELSIF NEW.decided_by_id IS DISTINCT FROM v_me THEN
    RAISE EXCEPTION 'only the asker decides' USING ERRCODE = '42501';
  END IF;
  IF NEW.status = 'confirmed' AND app.my_user() = (
       SELECT user_id FROM agencies_membership WHERE id = OLD.proposed_by_id) THEN
    RAISE EXCEPTION 'a second person confirms' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER same_as_moves BEFORE INSERT OR UPDATE ON people_sameas
  FOR EACH ROW EXECUTE FUNCTION app.same_as_moves();

-- Teams and people who work with these records, as far as the asker may know (row-level
-- security of sharing_link decides: this function runs as whoever calls it).
CREATE OR REPLACE FUNCTION app.people_helping(p_people uuid[])
RETURNS TABLE (person_id uuid, kind smallint, team_id uuid, team text, agency_id uuid,
               agency text, agency_type text, member text, role text, members bigint)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
BEGIN RETURN QUERY
  SELECT DISTINCT ON (a.type, a.name, coalesce(t.name, p.name), u.name, l.kind, l.person_id)
         l.person_id, l.kind, t.id, coalesce(t.name, p.name)::text, a.id, a.name::text,
         a.type::text, u.name::text, m.role::text,
         (SELECT count(DISTINCT c.user_id) FROM agencies_membership c
           WHERE c.team_id = t.id AND c.role <> 'person' AND c.starts_on <= app.now()::date
             AND (c.ends_on IS NULL OR c.ends_on >= app.now()::date))
    FROM sharing_link l
    LEFT JOIN agencies_membership m ON m.id = l.principal_id
    LEFT JOIN accounts_user u ON u.id = m.user_id
    LEFT JOIN agencies_place p ON p.id = l.principal_id
    LEFT JOIN agencies_team t ON t.id = coalesce(m.team_id, l.principal_id)
    JOIN agencies_agency a ON a.id = l.agency_id
   WHERE l.person_id = ANY (p_people) AND l.kind < 9
     AND l.starts_at <= app.now() AND (l.ends_at IS NULL OR l.ends_at > app.now())
   ORDER BY a.type, a.name, coalesce(t.name, p.name), u.name, l.kind, l.person_id
   LIMIT 60;
END $$;
REVOKE ALL ON FUNCTION app.people_helping(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.people_helping(uuid[]) TO throughcare_web, throughcare_worker;

-- Where another record that the asker cannot read holds a number of this one, the privacy
-- officers of both agencies are told. The asker gets the same nothing either way.
CREATE OR REPLACE FUNCTION app.note_clash(p_person uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF NOT app.may(0, p_person, 0) THEN RETURN; END IF;
  INSERT INTO people_dataquality (id, kind, new_reference, new_agency_id, other_reference,
                                  other_agency_id, other_restricted, found_at, settled_note,
                                  version)
  SELECT DISTINCT ON (mine.kind, other.id)
         gen_random_uuid(), mine.kind, me.reference, me.agency_id, other.reference,
         other.agency_id, other.guard = 'restricted', app.now(), '', 1
    FROM people_identifier mine
    JOIN people_person me ON me.id = mine.person_id
    JOIN people_identifier theirs
      ON theirs.canonical = mine.canonical AND theirs.kind = mine.kind
     AND theirs.person_id <> mine.person_id
    JOIN people_person other ON other.id = theirs.person_id
   WHERE mine.person_id = p_person AND mine.canonical <> '' AND mine.ends_on IS NULL
     AND mine.kind IN ('nhs-number', 'pnc', 'cro', 'crn', 'prison-number')
     AND NOT app.may(0, theirs.person_id, 0)
     AND NOT EXISTS (
       SELECT 1 FROM people_dataquality q
        WHERE q.kind = mine.kind AND q.new_reference = me.reference
          AND q.other_reference = other.reference)
   ORDER BY mine.kind, other.id;
END $$;
REVOKE ALL ON FUNCTION app.note_clash(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.note_clash(uuid) TO throughcare_web, throughcare_worker;

-- Counts one search of this membership; the count of the running minute.
CREATE UNLOGGED TABLE IF NOT EXISTS app.search_count (
  membership uuid PRIMARY KEY, minute timestamptz NOT NULL, searches integer NOT NULL);
REVOKE ALL ON app.search_count FROM PUBLIC;

CREATE OR REPLACE FUNCTION app.count_search() RETURNS integer
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog AS $$
  INSERT INTO app.search_count AS c (membership, minute, searches)
  SELECT app.my_membership(), date_trunc('minute', app.now()), 1 WHERE app.ok()
  ON CONFLICT (membership) DO UPDATE SET
    searches = CASE WHEN c.minute = excluded.minute THEN c.searches + 1 ELSE 1 END,
    minute = excluded.minute
  RETURNING searches $$;
REVOKE ALL ON FUNCTION app.count_search() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.count_search() TO throughcare_web, throughcare_worker;

-- The library must be there before a function names its settings.
SELECT similarity('a', 'b');

-- Who may be meant by a search. Only ids cross; the outer query reads the rows again under the
-- policies. "read": records that the asker already reads. "stub": records of care agencies that
-- let mine find them (and of my own), asked for by full name and birth date or by a number:
-- initials and year of birth, nothing else. "limited": such a record that is limited, with
-- nothing at all. A restricted record is absent; so is everything else.
--
-- p_name: the name as typed, folded. p_forms: whole names that it may be short for. p_full: the
-- forms in which it is stored where it is a full name. p_born: the birth date, then with day
-- and month swapped. p_numbers: "kind:canonical". Every branch goes by an index: trigrams of
-- names, birth date, canonical number, reference.
CREATE OR REPLACE FUNCTION app.find_people(
  p_name text, p_forms text[], p_full text[], p_born date[], p_numbers text[], p_phone text,
  p_reference text, p_most int DEFAULT 200)
RETURNS TABLE (person_id uuid, kind text, score real, same_as uuid, initials text, born_year int)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
-- Never a table as a whole, whatever the planner expects of a name.
SET enable_seqscan = off SET plan_cache_mode = force_custom_plan
SET pg_trgm.similarity_threshold = 0.45 SET pg_trgm.word_similarity_threshold = 0.55 AS $$
DECLARE
  v_principals uuid[] := app.uuids('principals')::uuid[];
  v_excl uuid[] := app.uuids('excl')::uuid[];
  v_perm uuid[] := app.uuids('perm')::uuid[];
  v_masks int[] := app.ints('masks')::int[];
  v_kinds int[]; v_address_kinds int[]; v_now timestamptz := app.now();
  v_by_name boolean := p_name <> ''; v_one boolean := p_name <> '' AND p_name !~ ' ';
  v_many boolean := p_name ~ ' '; v_by_born boolean := cardinality(p_born) > 0;
  v_givers uuid[]; v_exact boolean; v_canonical text[];
BEGIN
  IF NOT app.ok() THEN RETURN; END IF;
  -- Kinds of link by which this role reads identity, and addresses (for the search by phone).
  SELECT array_agg(k) FILTER (WHERE (v_masks[k * 6 + 1] | v_masks[(12 + k) * 6 + 1]) & 1 = 1),
         array_agg(k) FILTER (WHERE v_masks[k * 6 + 1] & 2 = 2)
    INTO v_kinds, v_address_kinds FROM generate_series(0, 11) AS k;

  SELECT coalesce(array_agg(split_part(p, ':', 2)), '{}') INTO v_canonical
    FROM unnest(p_numbers) AS p;

  RETURN QUERY
  WITH by_name AS (
    SELECT named.id, max(named.score) AS score FROM (
      -- One word is part of a name; several are a name, in any order.
      SELECT n.person_id AS id, word_similarity(p_name, n.search_name) AS score
        FROM people_personname n WHERE v_one AND p_name <% n.search_name
         -- Of two or three letters anything is half of every name.
         AND (length(p_name) > 3 OR word_similarity(p_name, n.search_name) > 0.9)
      UNION ALL
      SELECT n.person_id, similarity(p_name, n.search_name)
        FROM people_personname n WHERE v_many AND n.search_name % p_name
      UNION ALL
      SELECT n.person_id, 0.8
        FROM unnest(p_forms) AS f
        JOIN people_personname n ON n.search_name = f OR n.search_name LIKE f || ' %'
    ) named GROUP BY named.id),
  hits AS (
    -- With a birth date: that day, day and month swapped, not known, or one part mistyped.
    SELECT b.id, b.score FROM by_name b
     WHERE NOT v_by_born
        OR EXISTS (SELECT 1 FROM people_person x WHERE x.id = b.id
                    AND (x.born_on IS NULL OR x.born_about OR x.born_on = ANY (p_born)
                         OR (extract(day FROM x.born_on) = extract(day FROM p_born[1]))::int
                          + (extract(month FROM x.born_on) = extract(month FROM p_born[1]))::int
                          + (extract(year FROM x.born_on) = extract(year FROM p_born[1]))::int = 2))
    UNION ALL
    SELECT x.id, 0.5 FROM people_person x
     WHERE v_by_born AND NOT v_by_name AND x.born_on = ANY (p_born)
    UNION ALL
    SELECT i.person_id, 2.0 FROM people_identifier i
     WHERE i.canonical <> '' AND i.ends_on IS NULL
       AND i.canonical = ANY (v_canonical)
       AND i.kind || ':' || i.canonical = ANY (p_numbers)
    UNION ALL
    SELECT x.id, 2.0 FROM people_person x WHERE p_reference <> '' AND x.reference = p_reference
    UNION ALL
    SELECT c.person_id, 0.9 FROM people_contactmethod c
     WHERE p_phone <> '' AND c.canonical <> '' AND c.canonical = p_phone AND c.ends_on IS NULL
       AND c.agency_id = app.my_agency()
       AND (SELECT count(*) FROM sharing_reach l
             WHERE l.person_id = c.person_id AND l.principal_id = ANY (v_principals)
               AND l.kind = ANY (v_address_kinds)
               AND l.starts_at <= v_now AND (l.ends_at IS NULL OR l.ends_at > v_now)) > 0),
  best AS (SELECT h.id, max(h.score)::real AS score FROM hits h
            WHERE h.id <> ALL (v_excl) GROUP BY h.id),
  reached AS (
    SELECT b.id, b.score FROM best b
     -- A scalar sub-select probes link by link: a team of 50,000 is never read as a whole.
     WHERE coalesce((
       SELECT bool_or(NOT l.guarded OR b.id = ANY (v_perm)) FROM sharing_reach l
        WHERE l.person_id = b.id AND l.principal_id = ANY (v_principals) AND l.kind = ANY (v_kinds)
          AND l.starts_at <= v_now AND (l.ends_at IS NULL OR l.ends_at > v_now)), false)
     ORDER BY b.score DESC, b.id LIMIT p_most)
  SELECT r.id, 'read'::text, r.score,
         CASE WHEN EXISTS (SELECT 1 FROM people_sameas s WHERE s.status = 'confirmed'
                            AND (s.person_a_id = r.id OR s.person_b_id = r.id))
              THEN (SELECT g FROM app.same_people(r.id) AS g ORDER BY g LIMIT 1)
              ELSE r.id END,
         ''::text, NULL::int
    FROM reached r;

  v_exact := cardinality(p_full) > 0 AND v_by_born;
  v_givers := CASE WHEN app.role_may('find', 0) THEN ARRAY[app.my_agency()] ELSE '{}'::uuid[] END
    || CASE WHEN app.role_may('find', 2) THEN coalesce((
         SELECT array_agg(a.from_agency_id) FROM sharing_sharingagreement a
          WHERE a.to_agency_id = app.my_agency() AND a.purpose = app.my_purpose()
            AND a.status = 'live' AND a.grants_find
            AND a.starts_at <= v_now AND (a.ends_at IS NULL OR a.ends_at > v_now)), '{}')
       ELSE '{}'::uuid[] END;
  RETURN QUERY
  WITH known AS (
    SELECT x.id FROM people_person x
     WHERE v_exact AND x.born_on = p_born[1] AND NOT x.born_about
       AND EXISTS (SELECT 1 FROM people_personname n
                    WHERE n.person_id = x.id AND n.search_name = ANY (p_full))
    UNION
    SELECT i.person_id FROM people_identifier i
     WHERE i.canonical <> '' AND i.ends_on IS NULL
       AND i.canonical = ANY (v_canonical)
       AND i.kind || ':' || i.canonical = ANY (p_numbers)
       AND i.kind IN ('nhs-number', 'pnc', 'cro', 'crn', 'prison-number'))
  SELECT CASE WHEN x.guard = 'limited' THEN NULL ELSE x.id END,
         CASE WHEN x.guard = 'limited' THEN 'limited' ELSE 'stub' END, 0::real,
         NULL::uuid,
         CASE WHEN x.guard = 'limited' THEN ''
              ELSE left(x.given_name, 1) || left(x.family_name, 1) END,
         CASE WHEN x.guard = 'limited' THEN NULL ELSE extract(year FROM x.born_on)::int END
    FROM known k JOIN people_person x ON x.id = k.id
   WHERE x.agency_id = ANY (v_givers) AND x.id <> ALL (v_excl)
     AND (SELECT count(*) FROM sharing_reach l
           WHERE l.person_id = x.id AND l.principal_id = ANY (v_principals)
             AND l.kind = ANY (v_kinds) AND l.starts_at <= v_now
             AND (l.ends_at IS NULL OR l.ends_at > v_now)) = 0
     -- Neither a restricted record nor another one of somebody who has a restricted one.
     AND NOT EXISTS (
       SELECT 1 FROM app.same_people(x.id) AS g
        WHERE (SELECT o.guard FROM people_person o WHERE o.id = g) = 'restricted')
   ORDER BY x.id LIMIT 20;
END $$;
REVOKE ALL ON FUNCTION app.find_people(text, text[], text[], date[], text[], text, text, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.find_people(text, text[], text[], date[], text[], text, text, int)
  TO throughcare_web, throughcare_worker;

-- Compares for the asker, who reads both records and may decide about them, what is not shown:
-- current phones and addresses, the withheld ones left out. Words come back, never a value.
CREATE OR REPLACE FUNCTION app.compare_apart(p_a uuid, p_b uuid) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  WITH asked AS MATERIALIZED (SELECT app.may_merge(p_a, p_b) AS merges),
  phone AS (
    SELECT c.person_id, c.canonical FROM people_contactmethod c, asked
     WHERE merges AND c.person_id IN (p_a, p_b) AND c.ends_on IS NULL AND c.canonical <> ''),
  address AS (
    SELECT d.person_id, upper(regexp_replace(d.postcode, '\s', '', 'g')) AS postcode,
           upper(regexp_replace(d.lines, '\W', '', 'g')) AS lines
      FROM people_address d, asked
     WHERE merges AND d.person_id IN (p_a, p_b) AND d.ends_on IS NULL AND NOT d.withheld
       AND (d.lines <> '' OR d.postcode <> '')),
  has AS (
    SELECT EXISTS (SELECT 1 FROM phone WHERE person_id = p_a) AS pa,
           EXISTS (SELECT 1 FROM phone WHERE person_id = p_b) AS pb,
           EXISTS (SELECT 1 FROM address WHERE person_id = p_a) AS aa,
           EXISTS (SELECT 1 FROM address WHERE person_id = p_b) AS ab)
  SELECT jsonb_build_object(
    'may_merge', merges,
    'phone', jsonb_build_object('a', pa, 'b', pb, 'match', CASE
       WHEN NOT (pa AND pb) THEN 'none'
       WHEN EXISTS (SELECT 1 FROM phone x JOIN phone y USING (canonical)
                     WHERE x.person_id = p_a AND y.person_id = p_b) THEN 'yes' ELSE 'no' END),
    'address', jsonb_build_object('a', aa, 'b', ab, 'match', CASE
       WHEN NOT (aa AND ab) THEN 'none'
       WHEN EXISTS (SELECT 1 FROM address x JOIN address y USING (postcode, lines)
                     WHERE x.person_id = p_a AND y.person_id = p_b) THEN 'yes'
       WHEN EXISTS (SELECT 1 FROM address x JOIN address y USING (postcode)
                     WHERE x.person_id = p_a AND y.person_id = p_b AND postcode <> '') THEN 'near'
       ELSE 'no' END))
    FROM has, asked WHERE app.may(0, p_a, 0) AND app.may(0, p_b, 0) $$;
REVOKE ALL ON FUNCTION app.compare_apart(uuid, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.compare_apart(uuid, uuid) TO throughcare_web, throughcare_worker;
