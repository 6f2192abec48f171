-- Customers that another store kept, as they were: each is written whole, or not at all. Of one that is there already, at the
-- same version, only what is missing of its history is added, each entry with the events of its version.
--
-- customers: [{item, bucket, id, tenant, version, tag, updated_at, sealed?}]
-- uniques:   [{item, place, bucket, tenant, kind, value, customer_bucket, id, released}]
-- terms:     [{item, bucket, tenant, kind, value, id}]
-- history:   [{item, bucket, id, tenant, version, tag, at, sealed}]
-- events:    [{item, bucket, id, tenant, version, at, sealed}]  in their order
-- blobs:     the sealed bytes; `sealed` is a place in it, from 1
--
-- No two items may name the same customer or unique term. Fails with unique_violation when somebody else took a term
-- meanwhile: then nothing was written, and the same may be asked again.
CREATE FUNCTION clientele.load_customers(
  tenants text, customers json, uniques json, terms json, history json, events json, blobs bytea[])
RETURNS TABLE (item int, outcome text, kind text)
LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
  present int[];
  taken int[];
  loaded int[];
  barred int[];
BEGIN
  PERFORM set_config('clientele.tenants', tenants, true);

  SELECT coalesce(array_agg(n.item) FILTER (WHERE c.version = n.version AND c.tag = n.tag), '{}'),
    coalesce(array_agg(n.item) FILTER (WHERE c.version <> n.version OR c.tag <> n.tag), '{}')
  INTO present, barred
  FROM json_to_recordset(customers) AS n (item int, bucket int2, id text, tenant text, version int8, tag text)
  JOIN clientele.customer c ON c.bucket = n.bucket AND c.id = n.id AND c.tenant = n.tenant;

  RETURN QUERY
    SELECT DISTINCT ON (q.item) q.item, 'taken', q.kind
    FROM json_to_recordset(uniques) AS q (item int, place int, bucket int2, tenant text, kind text, value text)
    JOIN clientele.unique_term u
      ON u.bucket = q.bucket AND u.tenant = q.tenant AND u.kind = q.kind AND u.value = q.value
    WHERE q.item <> ALL (present || barred) ORDER BY q.item, q.place;
  taken := ARRAY(
    SELECT q.item
    FROM json_to_recordset(uniques) AS q (item int, bucket int2, tenant text, kind text, value text)
    JOIN clientele.unique_term u
      ON u.bucket = q.bucket AND u.tenant = q.tenant AND u.kind = q.kind AND u.value = q.value
    WHERE q.item <> ALL (present || barred));

  -- A customer of that id that is not seen here is another tenant's: there is a conflict with it all the same.
  WITH made AS (
    INSERT INTO clientele.customer (bucket, id, tenant, version, tag, sealed, deleted, updated_at)
      SELECT n.bucket, n.id, n.tenant, n.version, n.tag, blobs[n.sealed], n.sealed IS NULL, n.updated_at
      FROM json_to_recordset(customers) AS n (
        item int, bucket int2, id text, tenant text, version int8, tag text, updated_at timestamptz, sealed int)
      WHERE n.item <> ALL (present || barred || taken)
      ON CONFLICT DO NOTHING RETURNING id
  )
  SELECT coalesce(array_agg(n.item), '{}') INTO loaded
  FROM made m JOIN json_to_recordset(customers) AS n (item int, id text) ON n.id = m.id;

  INSERT INTO clientele.unique_term (bucket, tenant, kind, value, customer_bucket, customer_id, released)
    SELECT q.bucket, q.tenant, q.kind, q.value, q.customer_bucket, q.id, q.released
    FROM json_to_recordset(uniques) AS q (
      item int, bucket int2, tenant text, kind text, value text, customer_bucket int2, id text, released bool)
    WHERE q.item = ANY (loaded) ORDER BY q.bucket, q.tenant, q.kind, q.value;
  INSERT INTO clientele.index_term (bucket, tenant, kind, value, customer_id)
    SELECT t.bucket, t.tenant, t.kind, t.value, t.id
    FROM json_to_recordset(terms) AS t (item int, bucket int2, tenant text, kind text, value text, id text)
    WHERE t.item = ANY (loaded) ORDER BY t.tenant, t.kind, t.value
    ON CONFLICT DO NOTHING;

  WITH added AS (
    INSERT INTO clientele.history (bucket, customer_id, version, tenant, tag, at, sealed)
      SELECT h.bucket, h.id, h.version, h.tenant, h.tag, h.at, blobs[h.sealed]
      FROM json_to_recordset(history) AS h (
        item int, bucket int2, id text, tenant text, version int8, tag text, at timestamptz, sealed int)
      WHERE h.item = ANY (loaded || present)
      ON CONFLICT DO NOTHING RETURNING customer_id, version
  )
  INSERT INTO clientele.outbox (bucket, tenant, customer_id, version, at, sealed)
    SELECT e.bucket, e.tenant, e.id, e.version, e.at, blobs[e.sealed]
    FROM ROWS FROM (json_to_recordset(events)
      AS (item int, bucket int2, id text, tenant text, version int8, at timestamptz, sealed int))
      WITH ORDINALITY AS e (item, bucket, id, tenant, version, at, sealed, place)
    WHERE e.item = ANY (loaded)
      OR (e.item = ANY (present)
          AND EXISTS (SELECT FROM added a WHERE a.customer_id = e.id AND a.version = e.version))
    ORDER BY e.place;

  RETURN QUERY SELECT i, 'loaded', NULL FROM unnest(loaded) i;
  RETURN QUERY SELECT i, 'present', NULL FROM unnest(present) i;
END $$;
