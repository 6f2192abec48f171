-- Whether a nonce was spent does not depend on when it expires: a copy that comes with another end finds it.
ALTER TABLE nonce RENAME TO nonce_by_end;
CREATE TABLE nonce (
  scope      TEXT NOT NULL,
  value      TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  PRIMARY KEY (scope, value)
) STRICT, WITHOUT ROWID;
INSERT INTO nonce (scope, value, expires_at)
  SELECT scope, value, max(expires_at) FROM nonce_by_end GROUP BY scope, value;
DROP TABLE nonce_by_end;
CREATE INDEX nonce_by_expiry ON nonce (expires_at);
