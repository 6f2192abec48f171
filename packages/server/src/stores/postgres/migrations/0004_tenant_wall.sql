-- The server works as `clientele_server`, whoever it logs in as: it may add to the history and read it, and no more; and it
-- sees the rows of the tenants on whose behalf a statement runs, and no others. Whoever owns the tables is not bound by it.

GRANT USAGE ON SCHEMA clientele TO clientele_server;
GRANT SELECT ON clientele.schema_version TO clientele_server;
GRANT SELECT, INSERT ON clientele.history, clientele.nonce, clientele.tenant TO clientele_server;
GRANT SELECT, INSERT, UPDATE
  ON clientele.customer, clientele.unique_term, clientele.credential, clientele.setting TO clientele_server;
GRANT SELECT, INSERT, DELETE ON clientele.index_term, clientele.outbox, clientele.idempotency TO clientele_server;
GRANT USAGE ON SEQUENCE clientele.outbox_sequence_seq TO clientele_server;
GRANT EXECUTE ON FUNCTION clientele.forget_expired TO clientele_server;

-- The sub-select is evaluated once a statement, not once a row.
CREATE POLICY tenant ON clientele.customer TO clientele_server
  USING (tenant = ANY ((SELECT string_to_array(current_setting('clientele.tenants', true), ','))::text[]));
CREATE POLICY tenant ON clientele.unique_term TO clientele_server
  USING (tenant = ANY ((SELECT string_to_array(current_setting('clientele.tenants', true), ','))::text[]));
CREATE POLICY tenant ON clientele.index_term TO clientele_server
  USING (tenant = ANY ((SELECT string_to_array(current_setting('clientele.tenants', true), ','))::text[]));
CREATE POLICY tenant ON clientele.history TO clientele_server
  USING (tenant = ANY ((SELECT string_to_array(current_setting('clientele.tenants', true), ','))::text[]));
CREATE POLICY tenant ON clientele.outbox TO clientele_server
  USING (tenant = ANY ((SELECT string_to_array(current_setting('clientele.tenants', true), ','))::text[]));
CREATE POLICY tenant ON clientele.idempotency TO clientele_server
  USING (tenant = ANY ((SELECT string_to_array(current_setting('clientele.tenants', true), ','))::text[]));
ALTER TABLE clientele.customer ENABLE ROW LEVEL SECURITY;
ALTER TABLE clientele.unique_term ENABLE ROW LEVEL SECURITY;
ALTER TABLE clientele.index_term ENABLE ROW LEVEL SECURITY;
ALTER TABLE clientele.history ENABLE ROW LEVEL SECURITY;
ALTER TABLE clientele.outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE clientele.idempotency ENABLE ROW LEVEL SECURITY;
