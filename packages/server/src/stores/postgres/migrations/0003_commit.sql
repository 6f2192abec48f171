-- One group of updates in one statement: verifies all that it was decided upon, and writes what is still true of it.
--
-- bases:   [{item, bucket, id, version}]  what the writes were decided upon
-- writes:  [{item, bucket, id, tenant, version, tag, at, fresh, sealed?, history}]  `fresh`: a new record
-- events:  [{item, bucket, id, tenant, version, at, sealed}]
-- terms:   [{item, bucket, id, tenant, kind, value, added}]
-- uniques: [{item, place, bucket, tenant, kind, value, customer_bucket, id, holder?}]  a term that the record is to have, and
--          who may have had it until now: itself, or the one that passes it on; without `holder` it is given up
-- nonces:  [{item, bucket, scope, value, expires_at}]
-- keys:    [{item, bucket, tenant, scope, key, at, fingerprint, expires_at, id?, version?, tag?, sealed?}]  kept, with an id
-- blobs:   the sealed bytes; `sealed` and `history` are places in it, from 1
--
-- Returns which items were not done, and why. Of one that is `stale` or `busy` nothing was written, of the others only the
-- nonce. No two items may name the same record, term, nonce or key. Fails with unique_violation when somebody else's commit
-- came between what is verified and what is written: then nothing was, and the same may be asked again.
CREATE FUNCTION clientele.commit_group(
  tenants text, bases json, writes json, events json, terms json, uniques json, nonces json, keys json, blobs bytea[])
RETURNS TABLE (
  item int, fact text, kind text, fingerprint text, id text, tenant text, version int8, tag text, sealed bytea)
LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
DECLARE
  busy int[];
  stale int[];
  spent int[];
  used int[];
  barred int[] := '{}'; -- the items that are not to be written
BEGIN
  PERFORM set_config('clientele.tenants', tenants, true);

  IF bases IS NOT NULL THEN
    SELECT l.busy, l.stale INTO busy, stale FROM clientele.lock_bases(bases) l;
    barred := coalesce(busy, '{}') || coalesce(stale, '{}');
  END IF;

  IF nonces IS NOT NULL THEN
    SELECT array_agg(n.item) INTO spent
    FROM json_to_recordset(nonces) AS n (item int, bucket int2, scope text, value text)
    JOIN clientele.nonce x ON x.bucket = n.bucket AND x.scope = n.scope AND x.value = n.value;
    barred := barred || coalesce(spent, '{}');
    INSERT INTO clientele.nonce (bucket, scope, value, expires_at)
      SELECT n.bucket, n.scope, n.value, n.expires_at
      FROM json_to_recordset(nonces) AS n (item int, bucket int2, scope text, value text, expires_at timestamptz)
      WHERE n.item <> ALL (barred);
  END IF;

  IF keys IS NOT NULL THEN
    SELECT array_agg(k.item) INTO used
    FROM json_to_recordset(keys) AS k (item int, bucket int2, tenant text, scope text, key text, at timestamptz)
    JOIN clientele.idempotency x
      ON x.bucket = k.bucket AND x.tenant = k.tenant AND x.scope = k.scope AND x.key = k.key AND x.expires_at >= k.at
    WHERE k.item <> ALL (coalesce(spent, '{}'));
    IF used IS NOT NULL THEN
      RETURN QUERY
        SELECT k.item, 'used', NULL, x.fingerprint, x.customer_id, x.tenant, x.version, x.tag, x.sealed
        FROM json_to_recordset(keys) AS k (item int, bucket int2, tenant text, scope text, key text)
        JOIN clientele.idempotency x
          ON x.bucket = k.bucket AND x.tenant = k.tenant AND x.scope = k.scope AND x.key = k.key
        WHERE k.item = ANY (used);
      barred := barred || used;
    END IF;
  END IF;

  RETURN QUERY SELECT i, 'nonce-spent', NULL, NULL, NULL, NULL, NULL::int8, NULL, NULL::bytea FROM unnest(spent) i;
  RETURN QUERY
    SELECT DISTINCT i, CASE WHEN i = ANY (busy) THEN 'busy' ELSE 'stale' END,
      NULL, NULL, NULL, NULL, NULL::int8, NULL, NULL::bytea
    FROM unnest(busy || stale) i WHERE i <> ALL (coalesce(spent, '{}') || coalesce(used, '{}'));

  IF uniques IS NOT NULL THEN
    RETURN QUERY
      SELECT DISTINCT ON (q.item) q.item, 'taken', q.kind, NULL, NULL, NULL, NULL::int8, NULL, NULL::bytea
      FROM json_to_recordset(uniques)
        AS q (item int, place int, bucket int2, tenant text, kind text, value text, holder text)
      JOIN clientele.unique_term u
        ON u.bucket = q.bucket AND u.tenant = q.tenant AND u.kind = q.kind AND u.value = q.value
      WHERE q.item <> ALL (barred) AND q.holder IS NOT NULL AND (u.released OR u.customer_id <> q.holder)
      ORDER BY q.item, q.place;
    barred := barred || ARRAY(
      SELECT q.item
      FROM json_to_recordset(uniques) AS q (item int, bucket int2, tenant text, kind text, value text, holder text)
      JOIN clientele.unique_term u
        ON u.bucket = q.bucket AND u.tenant = q.tenant AND u.kind = q.kind AND u.value = q.value
      WHERE q.item <> ALL (barred) AND q.holder IS NOT NULL AND (u.released OR u.customer_id <> q.holder));
    PERFORM clientele.move_uniques(uniques, barred);
  END IF;

  IF writes IS NOT NULL THEN
    WITH write AS MATERIALIZED (
      SELECT w.*, blobs[w.sealed] AS record, blobs[w.history] AS entry
      FROM json_to_recordset(writes) AS w (
        item int, bucket int2, id text, tenant text, version int8, tag text, at timestamptz, fresh bool,
        sealed int, history int)
      WHERE w.item <> ALL (barred)
    ), made AS (
      INSERT INTO clientele.customer (bucket, id, tenant, version, tag, sealed, deleted, updated_at)
        SELECT w.bucket, w.id, w.tenant, w.version, w.tag, w.record, w.record IS NULL, w.at FROM write w WHERE w.fresh
    ), changed AS (
      UPDATE clientele.customer c
        SET version = w.version, tag = w.tag, sealed = w.record, deleted = w.record IS NULL, updated_at = w.at
        FROM write w WHERE NOT w.fresh AND c.bucket = w.bucket AND c.id = w.id
    )
    INSERT INTO clientele.history (bucket, customer_id, version, tenant, tag, at, sealed)
      SELECT w.bucket, w.id, w.version, w.tenant, w.tag, w.at, w.entry FROM write w;
  END IF;

  IF events IS NOT NULL THEN
    INSERT INTO clientele.outbox (bucket, tenant, customer_id, version, at, sealed)
      SELECT e.bucket, e.tenant, e.id, e.version, e.at, blobs[e.sealed]
      FROM json_to_recordset(events)
        AS e (item int, bucket int2, id text, tenant text, version int8, at timestamptz, sealed int)
      WHERE e.item <> ALL (barred);
  END IF;

  IF terms IS NOT NULL THEN
    DELETE FROM clientele.index_term t
      USING json_to_recordset(terms)
        AS m (item int, bucket int2, id text, tenant text, kind text, value text, added bool)
      WHERE NOT m.added AND m.item <> ALL (barred) AND t.tenant = m.tenant AND t.kind = m.kind AND t.value = m.value
        AND t.customer_id = m.id AND t.bucket = m.bucket;
    INSERT INTO clientele.index_term (bucket, tenant, kind, value, customer_id)
      SELECT m.bucket, m.tenant, m.kind, m.value, m.id
      FROM json_to_recordset(terms)
        AS m (item int, bucket int2, id text, tenant text, kind text, value text, added bool)
      WHERE m.added AND m.item <> ALL (barred)
      ON CONFLICT DO NOTHING;
  END IF;

  IF keys IS NOT NULL THEN
    DELETE FROM clientele.idempotency x
      USING json_to_recordset(keys) AS k (
        item int, bucket int2, tenant text, scope text, key text, at timestamptz, id text)
      WHERE k.item <> ALL (barred) AND k.id IS NOT NULL AND x.expires_at < k.at
        AND x.bucket = k.bucket AND x.tenant = k.tenant AND x.scope = k.scope AND x.key = k.key;
    INSERT INTO clientele.idempotency
        (bucket, tenant, scope, key, fingerprint, expires_at, customer_id, version, tag, sealed)
      SELECT k.bucket, k.tenant, k.scope, k.key, k.fingerprint, k.expires_at, k.id, k.version, k.tag, blobs[k.sealed]
      FROM json_to_recordset(keys) AS k (
        item int, bucket int2, tenant text, scope text, key text, fingerprint text, expires_at timestamptz,
        id text, version int8, tag text, sealed int)
      WHERE k.item <> ALL (barred) AND k.id IS NOT NULL;
  END IF;
END $$;

-- Locks the rows of `bases` (see `commit_group`). A row that somebody else is writing is skipped, not waited for: one slow
-- transaction holds up nobody else's customers, and nobody waits in a circle.
CREATE FUNCTION clientele.lock_bases(bases json, OUT busy int[], OUT stale int[])
LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  WITH base AS (
    SELECT * FROM json_to_recordset(bases) AS b (item int, bucket int2, id text, version int8)
  ), locked AS (
    SELECT b.item, b.id, b.version = c.version AS holds
    FROM base b JOIN clientele.customer c ON c.bucket = b.bucket AND c.id = b.id
    ORDER BY c.bucket, c.id FOR UPDATE OF c SKIP LOCKED
  )
  SELECT array_agg(b.item) FILTER (WHERE l.id IS NULL), array_agg(b.item) FILTER (WHERE NOT l.holds)
  INTO busy, stale
  FROM base b LEFT JOIN locked l ON l.item = b.item AND l.id = b.id;
END $$;

-- Gives up, passes on and takes unique terms, as `uniques` of `commit_group` says, but of the items in `barred`.
CREATE FUNCTION clientele.move_uniques(uniques json, barred int[]) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  UPDATE clientele.unique_term u SET released = true
    FROM json_to_recordset(uniques)
      AS q (item int, bucket int2, tenant text, kind text, value text, id text, holder text)
    WHERE q.holder IS NULL AND q.item <> ALL (barred)
      AND u.bucket = q.bucket AND u.tenant = q.tenant AND u.kind = q.kind AND u.value = q.value AND u.customer_id = q.id;
  UPDATE clientele.unique_term u SET customer_id = q.id, customer_bucket = q.customer_bucket
    FROM json_to_recordset(uniques) AS q (
      item int, bucket int2, tenant text, kind text, value text, customer_bucket int2, id text, holder text)
    WHERE q.holder <> q.id AND q.item <> ALL (barred)
      AND u.bucket = q.bucket AND u.tenant = q.tenant AND u.kind = q.kind AND u.value = q.value
      AND u.customer_id = q.holder AND NOT u.released;
  INSERT INTO clientele.unique_term (bucket, tenant, kind, value, customer_bucket, customer_id)
    SELECT q.bucket, q.tenant, q.kind, q.value, q.customer_bucket, q.id
    FROM json_to_recordset(uniques) AS q (
      item int, bucket int2, tenant text, kind text, value text, customer_bucket int2, id text, holder text)
    WHERE q.holder IS NOT NULL AND q.item <> ALL (barred)
    ORDER BY q.bucket, q.tenant, q.kind, q.value
    ON CONFLICT DO NOTHING;
  IF (SELECT count(*)
      FROM json_to_recordset(uniques) AS q (item int, bucket int2, tenant text, kind text, value text, id text, holder text)
      JOIN clientele.unique_term u
        ON u.bucket = q.bucket AND u.tenant = q.tenant AND u.kind = q.kind AND u.value = q.value
          AND u.customer_id = q.id AND NOT u.released
      WHERE q.holder IS NOT NULL AND q.item <> ALL (barred))
    < (SELECT count(*) FROM json_to_recordset(uniques) AS q (item int, holder text)
       WHERE q.holder IS NOT NULL AND q.item <> ALL (barred)) THEN
    RAISE unique_violation USING MESSAGE = 'a unique term was taken meanwhile';
  END IF;
END $$;

-- Nonces and keys that count no longer, the oldest first, at most so many of each.
CREATE FUNCTION clientele.forget_expired(moment timestamptz, most int) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
BEGIN
  DELETE FROM clientele.nonce x USING (
      SELECT bucket, scope, value FROM clientele.nonce
      WHERE expires_at <= moment ORDER BY expires_at LIMIT most FOR UPDATE SKIP LOCKED) e
    WHERE x.bucket = e.bucket AND x.scope = e.scope AND x.value = e.value;
  DELETE FROM clientele.idempotency x USING (
      SELECT bucket, tenant, scope, key FROM clientele.idempotency
      WHERE expires_at < moment ORDER BY expires_at LIMIT most FOR UPDATE SKIP LOCKED) e
    WHERE x.bucket = e.bucket AND x.tenant = e.tenant AND x.scope = e.scope AND x.key = e.key;
END $$;
REVOKE EXECUTE ON FUNCTION clientele.forget_expired FROM PUBLIC;
