-- `sealed` is whatever the server sealed: nothing here looks inside. `tag` belongs to `version` (see the port).
-- Times are RFC 3339 in UTC, as the server wrote them.

CREATE TABLE tenant (
  id     TEXT NOT NULL PRIMARY KEY,
  number TEXT NOT NULL,
  name   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Tables with large blobs keep their rowid: SQLite would otherwise put the blobs into the keys' own tree.
-- `deleted` repeats `sealed IS NULL` because a partial index on `sealed` would be rewritten by every update.
CREATE TABLE customer (
  id         TEXT NOT NULL PRIMARY KEY,
  tenant     TEXT NOT NULL,
  version    INTEGER NOT NULL,
  tag        TEXT NOT NULL,
  sealed     BLOB,
  deleted    INTEGER NOT NULL CHECK (deleted = (sealed IS NULL)),
  updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX customer_by_tenant ON customer (tenant, id) WHERE deleted = 0;

-- Terms of which a tenant has each only once. A released one stays, as a tombstone: it is never given out again.
CREATE TABLE unique_term (
  tenant      TEXT NOT NULL,
  kind        TEXT NOT NULL,
  value       TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  released    INTEGER NOT NULL DEFAULT 0 CHECK (released IN (0, 1)),
  PRIMARY KEY (tenant, kind, value)
) STRICT, WITHOUT ROWID;

CREATE TABLE index_term (
  tenant      TEXT NOT NULL,
  kind        TEXT NOT NULL,
  value       TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  PRIMARY KEY (tenant, kind, value, customer_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE history (
  tenant      TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  version     INTEGER NOT NULL,
  tag         TEXT NOT NULL,
  at          TEXT NOT NULL,
  sealed      BLOB NOT NULL,
  PRIMARY KEY (tenant, customer_id, version)
) STRICT;

-- AUTOINCREMENT: a sequence number is not used again after its row was delivered and removed.
CREATE TABLE outbox (
  sequence    INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant      TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  version     INTEGER NOT NULL,
  at          TEXT NOT NULL,
  sealed      BLOB NOT NULL
) STRICT;

-- What a request with this key was answered from: the row as it was then. `number` is the order of writing, in
-- which expired keys are cleared away.
CREATE TABLE idempotency (
  number      INTEGER PRIMARY KEY,
  tenant      TEXT NOT NULL,
  scope       TEXT NOT NULL,
  key         TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  at          TEXT NOT NULL,
  customer_id TEXT NOT NULL,
  version     INTEGER NOT NULL,
  tag         TEXT NOT NULL,
  sealed      BLOB,
  UNIQUE (tenant, scope, key)
) STRICT;

CREATE TABLE credential (
  id         TEXT NOT NULL PRIMARY KEY,
  tenant     TEXT NOT NULL,
  face       TEXT NOT NULL,
  kind       TEXT NOT NULL,
  role       TEXT NOT NULL,
  lookup     TEXT NOT NULL,
  sealed     BLOB NOT NULL,
  created_at TEXT NOT NULL,
  revoked_at TEXT
) STRICT;
CREATE UNIQUE INDEX credential_by_lookup ON credential (face, lookup) WHERE revoked_at IS NULL;
CREATE INDEX credential_by_tenant ON credential (tenant, created_at, id);

CREATE TABLE setting (
  name  TEXT NOT NULL PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
