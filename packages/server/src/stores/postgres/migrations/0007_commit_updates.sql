-- What `commit_group` does, for updates of one record each that want nothing beside, which nearly all are: in one go, and
-- without JSON, which takes as long to read as the rows take to be written. The arrays from `buckets` to `entries` hold one
-- element for each update; those of events and terms name the update they belong to, from 0. Returns which were not done
-- (`stale`, `busy`). All of it sees one snapshot, so `bases` must be of what was committed on this very server, not on a
-- standby: else the terms to remove might not be seen.
CREATE FUNCTION clientele.commit_updates(
  tenants text, buckets int2[], ids text[], tenant_of text[], bases int8[], versions int8[], tags text[],
  ats timestamptz[], records bytea[], entries bytea[], event_items int[], events bytea[],
  term_items int[], term_kinds text[], term_values text[], term_added bool[])
RETURNS TABLE (item int, fact text)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
BEGIN
  PERFORM set_config('clientele.tenants', tenants, true);
  RETURN QUERY
    WITH change AS MATERIALIZED (
      SELECT n::int - 1 AS item, bucket, id, tenant, base, version, tag, at, record, entry
      FROM unnest(buckets, ids, tenant_of, bases, versions, tags, ats, records, entries)
        WITH ORDINALITY AS c (bucket, id, tenant, base, version, tag, at, record, entry, n)
    ), locked AS MATERIALIZED (
      SELECT w.item, w.base = c.version AS holds
      FROM change w JOIN clientele.customer c ON c.bucket = w.bucket AND c.id = w.id
      ORDER BY c.bucket, c.id FOR UPDATE OF c SKIP LOCKED
    ), write AS MATERIALIZED (
      SELECT w.* FROM change w JOIN locked l ON l.item = w.item WHERE l.holds
    ), changed AS (
      UPDATE clientele.customer c
        SET version = w.version, tag = w.tag, sealed = w.record, deleted = w.record IS NULL, updated_at = w.at
        FROM write w WHERE c.bucket = w.bucket AND c.id = w.id
    ), told AS (
      INSERT INTO clientele.history (bucket, customer_id, version, tenant, tag, at, sealed)
        SELECT w.bucket, w.id, w.version, w.tenant, w.tag, w.at, w.entry FROM write w
    ), announced AS (
      INSERT INTO clientele.outbox (bucket, tenant, customer_id, version, at, sealed)
        SELECT w.bucket, w.tenant, w.id, w.version, w.at, e.event
        FROM unnest(event_items, events) WITH ORDINALITY AS e (item, event, n) JOIN write w ON w.item = e.item
        ORDER BY e.n
    ), term AS MATERIALIZED (
      SELECT w.bucket, w.tenant, t.kind, t.value, w.id, t.added
      FROM unnest(term_items, term_kinds, term_values, term_added) AS t (item, kind, value, added)
      JOIN write w ON w.item = t.item
    ), removed AS (
      DELETE FROM clientele.index_term x USING term t
        WHERE NOT t.added AND x.tenant = t.tenant AND x.kind = t.kind AND x.value = t.value
          AND x.customer_id = t.id AND x.bucket = t.bucket
    ), added AS (
      INSERT INTO clientele.index_term (bucket, tenant, kind, value, customer_id)
        SELECT t.bucket, t.tenant, t.kind, t.value, t.id FROM term t WHERE t.added
        ON CONFLICT DO NOTHING
    )
    SELECT w.item, CASE WHEN l.item IS NULL THEN 'busy' ELSE 'stale' END
    FROM change w LEFT JOIN locked l ON l.item = w.item WHERE l.holds IS NOT TRUE;
END $$;
