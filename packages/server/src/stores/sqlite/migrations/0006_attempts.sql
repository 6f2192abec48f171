-- Attempts that are bounded, by the hash of what they are counted under. A window begins with the first attempt in it.
CREATE TABLE attempt (
  name  TEXT NOT NULL PRIMARY KEY,
  tries INTEGER NOT NULL,
  until TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX attempt_by_end ON attempt (until);
