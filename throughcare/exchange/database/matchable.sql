-- Whom an evaluator could have matched today: which fields are filled, and no field. One row for
-- each human and pathway of the evaluator's agency; `person` is made anew for every call and leads
-- back to nobody. Restricted people, people whom the asker is kept from, and episodes that were
-- opened by mistake are left out without a trace.
CREATE OR REPLACE FUNCTION app.matchable_people()
RETURNS TABLE (person uuid, pathway text, start_month text, has_surname boolean,
               has_forename boolean, has_date_of_birth boolean, has_sex boolean,
               has_index_date boolean, has_start_date boolean, has_pnc boolean, pnc_valid boolean)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  WITH asks AS MATERIALIZED (
    SELECT app.my_agency() AS agency, app.uuids('excl')::uuid[] AS kept_from
     WHERE app.ok() AND app.my_role() = 'evaluator' AND app.my_purpose() = 'service_management'),
  episode AS MATERIALIZED (
    SELECT e.person_id, e.pathway, e.started_at
      FROM asks JOIN pathways_episode e ON e.agency_id = asks.agency
     WHERE e.ended_how <> 'mistake'),
  -- Records of one human are one group: the least of their ids names it.
  member AS MATERIALIZED (
    SELECT one.person_id, (SELECT array_agg(g) FROM app.same_people(one.person_id) AS g) AS ids
      FROM (SELECT DISTINCT person_id FROM episode) AS one),
  human AS MATERIALIZED (
    SELECT named.first, named.ids, gen_random_uuid() AS token
      FROM (SELECT DISTINCT (SELECT min(i::text) FROM unnest(m.ids) AS i) AS first,
                   (SELECT array_agg(i ORDER BY i) FROM unnest(m.ids) AS i) AS ids
              FROM member m) AS named, asks
     WHERE NOT named.ids && asks.kept_from
       AND NOT EXISTS (SELECT 1 FROM people_person p
                        WHERE p.id = ANY (named.ids) AND p.guard = 'restricted')),
  filled AS (
    SELECT h.token, h.ids,
           bool_or(btrim(p.family_name) <> '') AS surname,
           bool_or(btrim(p.given_name) <> '') AS forename,
           bool_or(p.born_on IS NOT NULL AND NOT p.born_about) AS born,
           bool_or(p.sex <> 'not_known') AS sex,
           -- An order counts where the agency itself recorded it and the court let it stand.
           EXISTS (SELECT 1 FROM orders_order o, asks WHERE o.person_id = ANY (h.ids)
                      AND o.agency_id = asks.agency AND o.status <> 'taken_back') AS index_date,
           coalesce((SELECT bool_or(i.canonical <> '') FROM people_identifier i
                      WHERE i.person_id = ANY (h.ids) AND i.kind = 'pnc'
                        AND (i.ends_on IS NULL
                             OR i.ends_on >= (app.now() AT TIME ZONE 'Europe/London')::date)))
             AS pnc
      FROM human h JOIN people_person p ON p.id = ANY (h.ids)
     GROUP BY h.token, h.ids)
  SELECT f.token, e.pathway::text,
         to_char(min(e.started_at) AT TIME ZONE 'Europe/London', 'YYYY-MM'),
         f.surname, f.forename, f.born, f.sex, f.index_date, true,
         f.pnc IS NOT NULL, coalesce(f.pnc, false)
    FROM filled f JOIN episode e ON e.person_id = ANY (f.ids)
   GROUP BY f.token, e.pathway, f.surname, f.forename, f.born, f.sex, f.index_date, f.pnc
   ORDER BY f.token, e.pathway $$;
REVOKE ALL ON FUNCTION app.matchable_people() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.matchable_people() TO throughcare_web;
