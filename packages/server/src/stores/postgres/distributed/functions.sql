-- What is done in another way where the tables are spread over several machines (Citus). Applied after every migration.

-- Row by row: rows of several shards cannot be locked by one statement.
CREATE OR REPLACE FUNCTION clientele.lock_bases(bases json, OUT busy int[], OUT stale int[])
LANGUAGE plpgsql AS $$
DECLARE
  base record;
  found_version int8;
BEGIN
  FOR base IN
    SELECT b.* FROM json_to_recordset(bases) AS b (item int, bucket int2, id text, version int8) ORDER BY b.bucket, b.id
  LOOP
    SELECT c.version INTO found_version FROM clientele.customer c
      WHERE c.bucket = base.bucket AND c.id = base.id FOR UPDATE SKIP LOCKED;
    IF NOT FOUND THEN busy := busy || base.item;
    ELSIF found_version <> base.version THEN stale := stale || base.item;
    END IF;
  END LOOP;
END $$;

-- Row by row too: a term and its customer may be on different machines, and each look goes to the one that has it. What one
-- commit wrote comes to light on one machine a little later than on another. So a term is looked up again after the row was
-- read, until it still leads to that row and the row is not a deleted one.
CREATE OR REPLACE FUNCTION clientele.read_rows(tenants text, by_id json, by_term json)
RETURNS TABLE (n int, id text, tenant text, version int8, tag text, sealed bytea)
LANGUAGE plpgsql AS $$
DECLARE
  looks_max CONSTANT int := 6; -- more than one move at a time is rare; then the row of the last look is the answer
  wanted record;
  in_tenant text;
  in_bucket int2;
  in_kind text;
  in_value text;
  term_bucket int2;
  found_id text;
  read_id text;
BEGIN
  FOR wanted IN
    SELECT w.n, w.tenant, w.bucket, w.id, NULL AS kind, NULL AS value
      FROM json_to_recordset(coalesce(by_id, '[]')) AS w (n int, tenant text, bucket int2, id text)
    UNION ALL
    SELECT w.n, w.tenant, w.bucket, NULL, w.kind, w.value
      FROM json_to_recordset(coalesce(by_term, '[]')) AS w (n int, tenant text, bucket int2, kind text, value text)
  LOOP
    in_tenant := wanted.tenant; in_bucket := wanted.bucket; found_id := wanted.id;
    in_kind := wanted.kind; in_value := wanted.value; term_bucket := wanted.bucket; read_id := NULL;
    FOR look IN 1..looks_max LOOP
      IF in_kind IS NOT NULL THEN
        SELECT u.customer_bucket, u.customer_id INTO in_bucket, found_id FROM clientele.unique_term u
          WHERE u.bucket = term_bucket AND u.tenant = in_tenant AND u.kind = in_kind AND u.value = in_value
            AND NOT u.released;
        EXIT WHEN NOT FOUND OR (found_id = read_id AND sealed IS NOT NULL);
      END IF;
      SELECT c.id, c.tenant, c.version, c.tag, c.sealed INTO id, tenant, version, tag, sealed FROM clientele.customer c
        WHERE c.bucket = in_bucket AND c.id = found_id AND c.tenant = in_tenant;
      EXIT WHEN in_kind IS NULL;
      read_id := found_id;
    END LOOP;
    CONTINUE WHEN found_id IS NULL OR id IS NULL;
    n := wanted.n;
    RETURN NEXT;
  END LOOP;
END $$;

-- Updates of one bucket that touch nothing beyond it: no unique term, no nonce, no key. The call is sent to the machine that
-- has the bucket, and every statement in it stays there. The parameters are those of `commit_group`.
CREATE OR REPLACE FUNCTION clientele.commit_bucket(
  in_bucket int2, bases json, writes json, events json, terms json, blobs bytea[])
RETURNS TABLE (item int, fact text)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
  w record;
  part record;
  found_version int8;
  w_id text;
  w_tenant text;
  w_version int8;
  w_tag text;
  w_at timestamptz;
  bytes bytea;
  is_deleted bool;
  term_kind text;
  term_value text;
BEGIN
  FOR w IN
    SELECT x.*, b.version AS base_version
    FROM json_to_recordset(writes) AS x (
      item int, id text, tenant text, version int8, tag text, at timestamptz, sealed int, history int)
    JOIN json_to_recordset(bases) AS b (item int, version int8) ON b.item = x.item
    ORDER BY x.id
  LOOP
    -- Plain variables: Citus takes no members of a record, nor of an array, as the values of a statement it routes.
    w_id := w.id; w_tenant := w.tenant; w_version := w.version; w_tag := w.tag; w_at := w.at;
    SELECT c.version INTO found_version FROM clientele.customer c
      WHERE c.bucket = in_bucket AND c.id = w_id FOR UPDATE SKIP LOCKED;
    IF found_version IS DISTINCT FROM w.base_version THEN
      RETURN QUERY SELECT w.item, CASE WHEN found_version IS NULL THEN 'busy' ELSE 'stale' END;
      CONTINUE;
    END IF;
    bytes := blobs[w.sealed];
    is_deleted := w.sealed IS NULL;
    UPDATE clientele.customer
      SET version = w_version, tag = w_tag, sealed = bytes, deleted = is_deleted, updated_at = w_at
      WHERE bucket = in_bucket AND id = w_id;
    bytes := blobs[w.history];
    INSERT INTO clientele.history (bucket, customer_id, version, tenant, tag, at, sealed)
      VALUES (in_bucket, w_id, w_version, w_tenant, w_tag, w_at, bytes);
    FOR part IN
      SELECT e.sealed FROM json_to_recordset(events) AS e (item int, sealed int) WHERE e.item = w.item
    LOOP
      bytes := blobs[part.sealed];
      INSERT INTO clientele.outbox (bucket, tenant, customer_id, version, at, sealed)
        VALUES (in_bucket, w_tenant, w_id, w_version, w_at, bytes);
    END LOOP;
    FOR part IN
      SELECT t.kind, t.value, t.added FROM json_to_recordset(terms) AS t (item int, kind text, value text, added bool)
      WHERE t.item = w.item ORDER BY t.added
    LOOP
      term_kind := part.kind; term_value := part.value;
      IF part.added THEN
        INSERT INTO clientele.index_term (bucket, tenant, kind, value, customer_id)
          VALUES (in_bucket, w_tenant, term_kind, term_value, w_id) ON CONFLICT DO NOTHING;
      ELSE
        DELETE FROM clientele.index_term
          WHERE bucket = in_bucket AND tenant = w_tenant AND kind = term_kind AND value = term_value
            AND customer_id = w_id;
      END IF;
    END LOOP;
  END LOOP;
END $$;

-- All of them: which ones are the oldest only one machine could say of itself.
CREATE OR REPLACE FUNCTION clientele.forget_expired(moment timestamptz, most int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM clientele.nonce WHERE expires_at <= moment;
  DELETE FROM clientele.idempotency WHERE expires_at < moment;
END $$;
