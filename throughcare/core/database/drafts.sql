-- Drafts and answered posts are kept for a while and then destroyed, by the worker alone.
CREATE OR REPLACE FUNCTION app.clean_drafts(p_days int, OUT drafts int, OUT posts int)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF p_days < 1 THEN RAISE EXCEPTION 'drafts are kept for a day at least'; END IF;
  DELETE FROM core_draft WHERE saved_at < app.now() - make_interval(days => p_days);
  GET DIAGNOSTICS drafts = ROW_COUNT;
  DELETE FROM core_posted WHERE posted_at < app.now() - make_interval(days => p_days);
  GET DIAGNOSTICS posts = ROW_COUNT;
END $$;
REVOKE ALL ON FUNCTION app.clean_drafts(int) FROM PUBLIC, throughcare_web;
GRANT EXECUTE ON FUNCTION app.clean_drafts(int) TO throughcare_worker;
