-- Counts of who was listed and what came of it, by court: for roles that see counts and nobody's
-- record. Lines that were destroyed after their time stand in court_courtcoverage. Children and
-- organisations, and lines of a list that was taken back, are not counted.
CREATE OR REPLACE FUNCTION app.court_coverage(p_first date, p_last date)
RETURNS TABLE (place text, custody text, outcome text, people bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT p.name::text, c.custody, c.outcome, sum(c.people)::bigint
    FROM (SELECT e.place_id, e.custody::text, e.outcome::text, count(*) AS people
            FROM court_listentry e
           WHERE e."on" BETWEEN p_first AND p_last AND e.kind = 'person' AND NOT e.under_18
             AND e.status <> 'withdrawn' AND (NOT e.gone OR e.outcome <> '')
           GROUP BY 1, 2, 3
          UNION ALL
          SELECT k.place_id, k.custody::text, k.outcome::text, k.people
            FROM court_courtcoverage k
           WHERE k."on" BETWEEN p_first AND p_last AND k.kind = 'person'
             AND k.outcome <> 'under_18') AS c
    JOIN agencies_place p ON p.id = c.place_id
   WHERE app.ok() AND app.my_agency_type() = 'commissioner' AND app.my_role() = 'manager'
     AND app.my_purpose() = 'service_management'
   GROUP BY 1, 2, 3 $$;
REVOKE ALL ON FUNCTION app.court_coverage(date, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.court_coverage(date, date) TO throughcare_web;
