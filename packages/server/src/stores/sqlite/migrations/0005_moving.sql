-- For moving records from store to store, and for forgetting the old. Whoever is deleted is moved too.
CREATE INDEX customer_by_tenant_deleted ON customer (tenant, id) WHERE deleted = 1;
CREATE INDEX unique_term_by_customer ON unique_term (customer_id);

-- Rows are not in the order of time by themselves: what was loaded from another store came later than it happened. What
-- happens now comes at these indexes' ends, where it costs the least.
CREATE INDEX history_by_time ON history (at);
CREATE INDEX outbox_by_time ON outbox (at);
