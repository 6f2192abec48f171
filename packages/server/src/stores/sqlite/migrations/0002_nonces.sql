-- Beginning with when it expires, new ones come at the end and old ones go from the front.
CREATE TABLE nonce (
  expires_at TEXT NOT NULL,
  scope      TEXT NOT NULL,
  value      TEXT NOT NULL,
  PRIMARY KEY (expires_at, scope, value)
) STRICT, WITHOUT ROWID;
