-- The access context: the web tier signs who asks; the database works out what that reaches.

-- Layout of the mask array: (((action * 3 + share) * 13 + relationship) * 6 + basis) + 1.
-- Actions: read 0, create 1, amend 2, destroy 3, grant 4. Shares: own 0, open 1, agreed 2.
CREATE OR REPLACE FUNCTION app.mask_array(p_agency_type text, p_role text, p_purpose text)
RETURNS integer[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT array_agg(coalesce(c.mask, 0) ORDER BY g.i)
  FROM generate_series(0, 1169) AS g(i)
  LEFT JOIN LATERAL (
    SELECT p.mask FROM app.policy_cell p
    WHERE p.agency_type = p_agency_type AND p.role = p_role AND p.purpose = p_purpose
      AND p.action = (ARRAY['read','create','amend','destroy','grant'])[g.i / 234 + 1]
      AND p.share = (g.i / 78) % 3 AND p.relationship = (g.i / 6) % 13 AND p.basis = g.i % 6
  ) c ON true $$;
REVOKE ALL ON FUNCTION app.mask_array(text, text, text) FROM PUBLIC;

-- One ready array for each (agency type, role, purpose), made when the policy is installed.
CREATE TABLE IF NOT EXISTS app.policy_masks (
  agency_type text NOT NULL, role text NOT NULL, purpose text NOT NULL, masks text NOT NULL,
  PRIMARY KEY (agency_type, role, purpose));
REVOKE ALL ON app.policy_masks FROM PUBLIC;

CREATE OR REPLACE FUNCTION app.begin_ctx(token text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  parts text[] := string_to_array(token, '|');
  m record; v_masks text; v_principals uuid[]; v_share record; v_excl uuid[]; v_perm uuid[];
  v_today date := (app.now() AT TIME ZONE 'Europe/London')::date;
BEGIN
  PERFORM app.end_ctx();
  IF array_length(parts, 1) IS DISTINCT FROM 6 OR parts[1] <> '1' THEN RETURN NULL; END IF;
  IF app.hmac('web', convert_to(array_to_string(parts[1:5], '|'), 'UTF8')) <> parts[6] THEN
    RETURN NULL;
  END IF;
  IF parts[5]::bigint < extract(epoch FROM app.now()) THEN RETURN NULL; END IF;

  SELECT me.id, me.role, u.id AS user_id, u.name AS user_name, t.id AS team_id,
         t.name AS team_name, t.place_id, a.id AS agency_id, a.name AS agency_name, a.type
    INTO m
    FROM agencies_membership me
    JOIN accounts_user u ON u.id = me.user_id AND u.is_active
    JOIN agencies_team t ON t.id = me.team_id AND (t.ends_on IS NULL OR t.ends_on >= v_today)
    JOIN agencies_agency a ON a.id = t.agency_id AND (a.ends_on IS NULL OR a.ends_on >= v_today)
   WHERE me.id = parts[2]::uuid AND me.starts_on <= v_today
     AND (me.ends_on IS NULL OR me.ends_on >= v_today);
  IF NOT FOUND THEN RETURN NULL; END IF;

  SELECT pm.masks INTO v_masks FROM app.policy_masks pm
   WHERE pm.agency_type = m.type AND pm.role = m.role AND pm.purpose = parts[3];
  IF NOT FOUND THEN RETURN NULL; END IF;

  SELECT ARRAY[m.id, m.team_id] || coalesce(array_agg(place_id), '{}') INTO v_principals
    FROM (SELECT m.place_id WHERE m.place_id IS NOT NULL
          UNION SELECT c.place_id FROM agencies_team_covers c WHERE c.team_id = m.team_id) s;
  -- On their own pages the person is nobody's colleague: neither team nor place stands for them.
  IF m.role = 'person' THEN v_principals := ARRAY[m.id]; END IF;

  SELECT coalesce(array_agg(from_agency_id ORDER BY from_agency_id), '{}') AS ids,
         coalesce(array_agg(mask ORDER BY from_agency_id), '{}') AS masks
    INTO v_share
    FROM (SELECT from_agency_id, bit_or(categories) AS mask FROM sharing_sharingagreement
           WHERE to_agency_id = m.agency_id AND purpose = parts[3] AND status = 'live'
             AND starts_at <= app.now() AND (ends_at IS NULL OR ends_at > app.now())
           GROUP BY from_agency_id) s;

  SELECT coalesce(array_agg(person_id), '{}') INTO v_excl FROM app.excluded_people(m.user_id);
  SELECT coalesce(array_agg(person_id), '{}') INTO v_perm FROM app.permitted_people(m.user_id);

  PERFORM set_config('app.user', m.user_id::text, true),
          set_config('app.membership', m.id::text, true),
          set_config('app.agency', m.agency_id::text, true),
          set_config('app.agency_type', m.type, true),
          set_config('app.role', m.role, true),
          set_config('app.team', m.team_id::text, true),
          set_config('app.purpose', parts[3], true),
          set_config('app.principals', v_principals::text, true),
          set_config('app.share_ids', v_share.ids::text, true),
          set_config('app.share_masks', v_share.masks::text, true),
          set_config('app.excl', v_excl::text, true),
          set_config('app.perm', v_perm::text, true),
          set_config('app.masks', v_masks, true);
  PERFORM set_config('app.sig', app.ctx_signature(), true);

  RETURN jsonb_build_object(
    'user_id', m.user_id, 'user_name', m.user_name, 'membership_id', m.id,
    'agency_id', m.agency_id, 'agency_type', m.type, 'agency_name', m.agency_name,
    'role', m.role, 'team_id', m.team_id, 'team_name', m.team_name, 'place_id', m.place_id,
    'principals', to_jsonb(v_principals),
    'agreements', (SELECT coalesce(jsonb_agg(jsonb_build_array(i, k)), '[]')
                   FROM unnest(v_share.ids, v_share.masks) AS s(i, k)),
    'excluded', to_jsonb(v_excl), 'permitted', to_jsonb(v_perm),
    'policy', (SELECT sha256 FROM app.policy_hash WHERE current));
EXCEPTION WHEN invalid_text_representation OR numeric_value_out_of_range THEN
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION app.begin_ctx(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.begin_ctx(text) TO throughcare_web, throughcare_worker;
