-- A stage never changes without the event that names it, in the same transaction (as a status
-- does: core/database/base.sql). Deferred to the commit.
CREATE OR REPLACE FUNCTION app.stage_needs_event() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.stage IS NOT DISTINCT FROM NEW.stage THEN RETURN NULL; END IF;
  IF NOT EXISTS (
    SELECT 1 FROM public.core_event e WHERE e.subject_id = NEW.id
      AND e.type = 'pathway.stage_started' AND e.payload ->> 'stage' = NEW.stage
      AND e.xact = pg_current_xact_id())
  THEN
    RAISE EXCEPTION 'stage of % is now [%] and no event names it', TG_TABLE_NAME, NEW.stage
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION app.stage_needs_event() FROM PUBLIC;
