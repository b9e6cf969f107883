-- Accounts are made, and passwords set by link, through these functions and no other way.

-- A new account without a password. Called by functions that have checked who asks
-- (agencies/database/agencies.sql) and by `throughcare setup`; the web role cannot call it.
CREATE OR REPLACE FUNCTION app.add_user(p_email text, p_name text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE v_id uuid := gen_random_uuid();
BEGIN
  -- A password that begins with "!" matches nothing (Django's unusable password).
  INSERT INTO accounts_user (id, email, name, password, is_active, joined_at, idle_minutes,
                             language, session_series)
  VALUES (v_id, lower(p_email), p_name,
          '!' || translate(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''),
          true, app.now(), 15, 'en-gb', 1);
  RETURN v_id;
END $$;
REVOKE ALL ON FUNCTION app.add_user(text, text) FROM PUBLIC;

-- Makes a link for a user; links made before it end.
CREATE OR REPLACE FUNCTION app.make_sign_in_link(p_user uuid, p_hash text, p_days int)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  UPDATE accounts_signinlink SET expires_at = app.now()
   WHERE user_id = p_user AND used_at IS NULL AND expires_at > app.now();
  INSERT INTO accounts_signinlink (id, user_id, code_hash, made_at, expires_at)
  VALUES (gen_random_uuid(), p_user, p_hash, app.now(), app.now() + make_interval(days => p_days));
END $$;
REVOKE ALL ON FUNCTION app.make_sign_in_link(uuid, text, int) FROM PUBLIC;

-- Whose link this is, while it can still be used. Who holds the code has been given it.
CREATE OR REPLACE FUNCTION app.sign_in_link(p_hash text) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  SELECT jsonb_build_object('user_id', u.id, 'email', u.email, 'name', u.name)
    FROM accounts_signinlink l JOIN accounts_user u ON u.id = l.user_id AND u.is_active
   WHERE l.code_hash = p_hash AND l.used_at IS NULL AND l.expires_at > app.now() $$;
REVOKE ALL ON FUNCTION app.sign_in_link(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.sign_in_link(text) TO throughcare_web;

-- Uses a link: sets the password, takes away the second factor (a new one must be set up) and
-- ends every session. Returns the user, or null when the link is used, too old or unknown.
CREATE OR REPLACE FUNCTION app.use_sign_in_link(p_hash text, p_password text) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE v_user uuid;
BEGIN
  UPDATE accounts_signinlink SET used_at = app.now()
   WHERE code_hash = p_hash AND used_at IS NULL AND expires_at > app.now()
     AND user_id IN (SELECT id FROM accounts_user WHERE is_active)
  RETURNING user_id INTO v_user;
  IF v_user IS NULL THEN RETURN NULL; END IF;
  UPDATE accounts_user SET password = p_password, session_series = session_series + 1
   WHERE id = v_user;
  DELETE FROM mfa_authenticator WHERE user_id = v_user;
  RETURN v_user;
END $$;
REVOKE ALL ON FUNCTION app.use_sign_in_link(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.use_sign_in_link(text, text) TO throughcare_web;
