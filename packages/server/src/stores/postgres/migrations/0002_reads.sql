-- What the server reads of customers. Each function first says on behalf of which tenants it reads: row security shows it
-- their rows and no others (0004). The planner is told to go by index: what it would guess of an empty table is wrong
-- of a full one.

-- `by_id`: [{n, tenant, bucket, id}], `by_term`: [{n, tenant, bucket, kind, value}]; `n` says which of them a row answers.
CREATE FUNCTION clientele.read_rows(tenants text, by_id json, by_term json)
RETURNS TABLE (n int, id text, tenant text, version int8, tag text, sealed bytea)
LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  PERFORM set_config('clientele.tenants', tenants, true);
  IF by_id IS NOT NULL THEN
    RETURN QUERY
      SELECT w.n, c.id, c.tenant, c.version, c.tag, c.sealed
      FROM json_to_recordset(by_id) AS w (n int, tenant text, bucket int2, id text)
      JOIN clientele.customer c ON c.bucket = w.bucket AND c.id = w.id AND c.tenant = w.tenant;
  END IF;
  IF by_term IS NOT NULL THEN
    RETURN QUERY
      SELECT w.n, c.id, c.tenant, c.version, c.tag, c.sealed
      FROM json_to_recordset(by_term) AS w (n int, tenant text, bucket int2, kind text, value text)
      JOIN clientele.unique_term u
        ON u.bucket = w.bucket AND u.tenant = w.tenant AND u.kind = w.kind AND u.value = w.value AND NOT u.released
      JOIN clientele.customer c ON c.bucket = u.customer_bucket AND c.id = u.customer_id AND c.tenant = w.tenant;
  END IF;
END $$;

CREATE FUNCTION clientele.list_rows(wanted_tenant text, after_id text, most int)
RETURNS TABLE (id text, tenant text, version int8, tag text, sealed bytea)
LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  PERFORM set_config('clientele.tenants', wanted_tenant, true);
  RETURN QUERY
    SELECT c.id, c.tenant, c.version, c.tag, c.sealed FROM clientele.customer c
    WHERE c.tenant = wanted_tenant AND c.id > after_id AND NOT c.deleted ORDER BY c.id LIMIT most;
END $$;

CREATE FUNCTION clientele.search_rows(wanted_tenant text, wanted_kind text, wanted_value text, after_id text, most int)
RETURNS TABLE (id text, tenant text, version int8, tag text, sealed bytea)
LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  PERFORM set_config('clientele.tenants', wanted_tenant, true);
  RETURN QUERY
    SELECT c.id, c.tenant, c.version, c.tag, c.sealed
    FROM clientele.index_term t JOIN clientele.customer c ON c.bucket = t.bucket AND c.id = t.customer_id
    WHERE t.tenant = wanted_tenant AND t.kind = wanted_kind AND t.value = wanted_value AND t.customer_id > after_id
      AND c.tenant = wanted_tenant AND NOT c.deleted
    ORDER BY t.customer_id LIMIT most;
END $$;

CREATE FUNCTION clientele.read_history(wanted_tenant text, in_bucket int2, wanted_id text, before_version int8, most int)
RETURNS TABLE (version int8, tag text, at timestamptz, sealed bytea)
LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  PERFORM set_config('clientele.tenants', wanted_tenant, true);
  RETURN QUERY
    SELECT h.version, h.tag, h.at, h.sealed FROM clientele.history h
    WHERE h.bucket = in_bucket AND h.customer_id = wanted_id AND h.version < before_version AND h.tenant = wanted_tenant
    ORDER BY h.version DESC LIMIT most;
END $$;

CREATE FUNCTION clientele.pending_events(wanted_tenant text, in_bucket int2, wanted_id text)
RETURNS TABLE (version int8, at timestamptz, sealed bytea)
LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  PERFORM set_config('clientele.tenants', wanted_tenant, true);
  RETURN QUERY
    SELECT o.version, o.at, o.sealed FROM clientele.outbox o
    WHERE o.bucket = in_bucket AND o.customer_id = wanted_id AND o.tenant = wanted_tenant ORDER BY o.sequence;
END $$;

-- Whether nobody holds the term, and nobody ever did.
CREATE FUNCTION clientele.is_free(wanted_tenant text, in_bucket int2, wanted_kind text, wanted_value text)
RETURNS bool
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('clientele.tenants', wanted_tenant, true);
  RETURN NOT EXISTS (
    SELECT FROM clientele.unique_term u
    WHERE u.bucket = in_bucket AND u.tenant = wanted_tenant AND u.kind = wanted_kind AND u.value = wanted_value);
END $$;

-- Customers as they are kept, deleted ones too.
CREATE FUNCTION clientele.dump_rows(wanted_tenant text, after_id text, most int)
RETURNS TABLE (id text, tenant text, version int8, tag text, sealed bytea, updated_at timestamptz)
LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  PERFORM set_config('clientele.tenants', wanted_tenant, true);
  RETURN QUERY
    SELECT k.id, k.tenant, k.version, k.tag, k.sealed, k.updated_at FROM (
      (SELECT c.* FROM clientele.customer c
       WHERE c.tenant = wanted_tenant AND c.id > after_id AND NOT c.deleted ORDER BY c.id LIMIT most)
      UNION ALL
      (SELECT c.* FROM clientele.customer c
       WHERE c.tenant = wanted_tenant AND c.id > after_id AND c.deleted ORDER BY c.id LIMIT most)) k
    ORDER BY k.id LIMIT most;
END $$;

CREATE FUNCTION clientele.unique_terms(wanted_tenant text, customer_ids text[])
RETURNS TABLE (customer_id text, kind text, value text, released bool)
LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  PERFORM set_config('clientele.tenants', wanted_tenant, true);
  RETURN QUERY
    SELECT u.customer_id, u.kind, u.value, u.released FROM clientele.unique_term u
    WHERE u.tenant = wanted_tenant AND u.customer_id = ANY (customer_ids) ORDER BY u.customer_id, u.kind, u.value;
END $$;
