import { AttemptTable } from './attempt-table.ts';
import { CredentialTable } from './credential-table.ts';
import { CustomerTable } from './customer-table.ts';
import type { Database } from './database.ts';
import { HistoryTable } from './history-table.ts';
import { IdempotencyTable } from './idempotency-table.ts';
import { NonceTable } from './nonce-table.ts';
import { OutboxTable } from './outbox-table.ts';
import { SettingTable } from './setting-table.ts';
import { TenantTable } from './tenant-table.ts';
import { IndexTermTable, UniqueTermTable } from './term-tables.ts';

/** Every table with its prepared statements; each table's SQL is in the file of its name. */
export interface Tables {
  readonly customers: CustomerTable;
  readonly uniques: UniqueTermTable;
  readonly terms: IndexTermTable;
  readonly history: HistoryTable;
  readonly outbox: OutboxTable;
  readonly idempotency: IdempotencyTable;
  readonly nonces: NonceTable;
  readonly tenants: TenantTable;
  readonly credentials: CredentialTable;
  readonly settings: SettingTable;
  readonly attempts: AttemptTable;
}

export function prepareTables(database: Database): Tables {
  return {
    customers: new CustomerTable(database),
    uniques: new UniqueTermTable(database),
    terms: new IndexTermTable(database),
    history: new HistoryTable(database),
    outbox: new OutboxTable(database),
    idempotency: new IdempotencyTable(database),
    nonces: new NonceTable(database),
    tenants: new TenantTable(database),
    credentials: new CredentialTable(database),
    settings: new SettingTable(database),
    attempts: new AttemptTable(database),
  };
}
