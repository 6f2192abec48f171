-- `sealed` is whatever the server sealed: nothing here looks inside, and nothing compresses what looks like noise.
-- `tag` belongs to `version` (see the port). Text is compared byte by byte, whatever the database's own language.
--
-- Every primary key holds a bucket, a small number that follows from what the row belongs to: by it the tables can be
-- spread over several machines. A customer's rows are all in the customer's bucket; what has to be unique across
-- customers has a table of its own, with the bucket of the unique value.

CREATE TABLE clientele.tenant (
  id     text COLLATE "C" PRIMARY KEY,
  number text NOT NULL,
  name   text NOT NULL
);

-- A quarter of each page stays free: an update then finds room beside the row, and no index has to be told.
CREATE TABLE clientele.customer (
  bucket     int2 NOT NULL,
  id         text COLLATE "C" NOT NULL,
  tenant     text COLLATE "C" NOT NULL,
  version    int8 NOT NULL,
  tag        text NOT NULL,
  sealed     bytea,
  deleted    bool NOT NULL CHECK (deleted = (sealed IS NULL)),
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (bucket, id)
) WITH (fillfactor = 75, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX customer_by_tenant ON clientele.customer (tenant, id) WHERE NOT deleted;
CREATE INDEX customer_by_tenant_deleted ON clientele.customer (tenant, id) WHERE deleted;

-- Terms of which a tenant has each only once. A released one stays, as a tombstone: it is never given out again.
CREATE TABLE clientele.unique_term (
  bucket          int2 NOT NULL,
  tenant          text COLLATE "C" NOT NULL,
  kind            text COLLATE "C" NOT NULL,
  value           text COLLATE "C" NOT NULL,
  customer_bucket int2 NOT NULL,
  customer_id     text COLLATE "C" NOT NULL,
  released        bool NOT NULL DEFAULT false,
  PRIMARY KEY (bucket, tenant, kind, value)
);
CREATE INDEX unique_term_by_customer ON clientele.unique_term (tenant, customer_id);

-- Found by their value, wherever the customer is: the bucket comes last.
CREATE TABLE clientele.index_term (
  bucket      int2 NOT NULL,
  tenant      text COLLATE "C" NOT NULL,
  kind        text COLLATE "C" NOT NULL,
  value       text COLLATE "C" NOT NULL,
  customer_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (tenant, kind, value, customer_id, bucket)
);

CREATE TABLE clientele.history (
  bucket      int2 NOT NULL,
  customer_id text COLLATE "C" NOT NULL,
  version     int8 NOT NULL,
  tenant      text COLLATE "C" NOT NULL,
  tag         text NOT NULL,
  at          timestamptz NOT NULL,
  sealed      bytea NOT NULL,
  PRIMARY KEY (bucket, customer_id, version)
);
-- Rows come in the order of time, so a summary of each range of pages is enough to find the old ones.
CREATE INDEX history_by_time ON clientele.history USING brin (at);

-- Events waiting to be delivered. Of one customer they are numbered in the order of its versions.
CREATE TABLE clientele.outbox (
  bucket      int2 NOT NULL,
  sequence    int8 GENERATED ALWAYS AS IDENTITY,
  tenant      text COLLATE "C" NOT NULL,
  customer_id text COLLATE "C" NOT NULL,
  version     int8 NOT NULL,
  at          timestamptz NOT NULL,
  sealed      bytea NOT NULL,
  PRIMARY KEY (bucket, customer_id, sequence)
);

-- What a request with this key was answered from: the row as it was then.
CREATE TABLE clientele.idempotency (
  bucket      int2 NOT NULL,
  tenant      text COLLATE "C" NOT NULL,
  scope       text COLLATE "C" NOT NULL,
  key         text COLLATE "C" NOT NULL,
  fingerprint text NOT NULL,
  expires_at  timestamptz NOT NULL,
  customer_id text COLLATE "C" NOT NULL,
  version     int8 NOT NULL,
  tag         text NOT NULL,
  sealed      bytea,
  PRIMARY KEY (bucket, tenant, scope, key)
);
CREATE INDEX idempotency_by_expiry ON clientele.idempotency (expires_at);

CREATE TABLE clientele.nonce (
  bucket     int2 NOT NULL,
  scope      text COLLATE "C" NOT NULL,
  value      text COLLATE "C" NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (bucket, scope, value)
);
CREATE INDEX nonce_by_expiry ON clientele.nonce (expires_at);

CREATE TABLE clientele.credential (
  id         text COLLATE "C" PRIMARY KEY,
  tenant     text COLLATE "C" NOT NULL,
  face       text COLLATE "C" NOT NULL,
  kind       text NOT NULL,
  role       text NOT NULL,
  lookup     text COLLATE "C" NOT NULL,
  sealed     bytea NOT NULL,
  created_at timestamptz NOT NULL,
  revoked_at timestamptz
);
CREATE UNIQUE INDEX credential_by_lookup ON clientele.credential (face, lookup) WHERE revoked_at IS NULL;
CREATE INDEX credential_by_tenant ON clientele.credential (tenant, created_at, id);

CREATE TABLE clientele.setting (
  name  text COLLATE "C" PRIMARY KEY,
  value bytea NOT NULL
);

ALTER TABLE clientele.customer ALTER COLUMN sealed SET STORAGE EXTERNAL;
ALTER TABLE clientele.history ALTER COLUMN sealed SET STORAGE EXTERNAL;
ALTER TABLE clientele.outbox ALTER COLUMN sealed SET STORAGE EXTERNAL;
ALTER TABLE clientele.idempotency ALTER COLUMN sealed SET STORAGE EXTERNAL;
