-- Spreads the tables of customers over the machines of a Citus cluster, by bucket and side by side; the small ones are
-- copied to each.
--
-- Row security cannot be kept: its policies look at a setting, and settings do not follow a statement to another machine.
SET LOCAL citus.multi_shard_modify_mode TO 'sequential';

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['customer', 'unique_term', 'index_term', 'history', 'outbox', 'idempotency'] LOOP
    EXECUTE format('DROP POLICY tenant ON clientele.%I', name);
    EXECUTE format('ALTER TABLE clientele.%I DISABLE ROW LEVEL SECURITY', name);
  END LOOP;
END $$;

-- One machine speaks to another as the role that asks.
ALTER ROLE clientele_server LOGIN;

SELECT create_reference_table('clientele.tenant');
SELECT create_reference_table('clientele.credential');
SELECT create_reference_table('clientele.setting');
SELECT create_distributed_table('clientele.customer', 'bucket', shard_count := 32);
SELECT create_distributed_table('clientele.unique_term', 'bucket', colocate_with := 'clientele.customer');
SELECT create_distributed_table('clientele.index_term', 'bucket', colocate_with := 'clientele.customer');
SELECT create_distributed_table('clientele.history', 'bucket', colocate_with := 'clientele.customer');
SELECT create_distributed_table('clientele.outbox', 'bucket', colocate_with := 'clientele.customer');
SELECT create_distributed_table('clientele.idempotency', 'bucket', colocate_with := 'clientele.customer');
SELECT create_distributed_table('clientele.nonce', 'bucket', colocate_with := 'clientele.customer');
