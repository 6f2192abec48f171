-- Attempts that are bounded, by the hash of what they are counted under. A window begins with the first attempt in it.
-- Half of each page stays free: a name that is counted again finds room beside its row, and no index has to be told.
CREATE TABLE clientele.attempt (
  bucket int2 NOT NULL,
  name   text COLLATE "C" NOT NULL,
  tries  int NOT NULL,
  until  timestamptz NOT NULL,
  PRIMARY KEY (bucket, name)
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX attempt_by_end ON clientele.attempt (until);
GRANT SELECT, INSERT, UPDATE, DELETE ON clientele.attempt TO clientele_server;

-- Counts one attempt under all of `limits`: [{bucket, name, most}], and forgets some windows that have ended; or returns the
-- end of the latest window that is full. Then nothing was written, unless others have filled it at this very moment.
-- Everybody locks the names in the same order, so nobody waits in a circle.
CREATE FUNCTION clientele.count_attempt(limits json, moment timestamptz, window_end timestamptz) RETURNS timestamptz
LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  full_until timestamptz;
BEGIN
  SELECT max(a.until) INTO full_until
    FROM json_to_recordset(limits) AS l (bucket int2, name text, most int)
    JOIN clientele.attempt a ON a.bucket = l.bucket AND a.name = l.name
    WHERE a.tries >= l.most AND a.until > moment;
  IF full_until IS NOT NULL THEN
    RETURN full_until;
  END IF;

  DELETE FROM clientele.attempt x USING (
      SELECT bucket, name FROM clientele.attempt
      WHERE until <= moment ORDER BY until LIMIT 4 FOR UPDATE SKIP LOCKED) e
    WHERE x.bucket = e.bucket AND x.name = e.name;

  WITH counted AS (
    INSERT INTO clientele.attempt AS a (bucket, name, tries, until)
      SELECT l.bucket, l.name, 1, window_end FROM json_to_recordset(limits) AS l (bucket int2, name text)
      ORDER BY l.bucket, l.name
    ON CONFLICT (bucket, name) DO UPDATE SET
      tries = CASE WHEN a.until <= moment THEN 1 ELSE a.tries + 1 END,
      until = CASE WHEN a.until <= moment THEN excluded.until ELSE a.until END
    RETURNING a.name, a.tries, a.until
  )
  SELECT max(c.until) INTO full_until
    FROM counted c JOIN json_to_recordset(limits) AS l (name text, most int) ON l.name = c.name
    WHERE c.tries > l.most;
  RETURN full_until;
END $$;

-- counted: [{bucket, name, times}]
CREATE FUNCTION clientele.take_back_attempts(counted json) RETURNS void
LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
  c record;
BEGIN
  FOR c IN SELECT * FROM json_to_recordset(counted) AS k (bucket int2, name text, times int) ORDER BY bucket, name LOOP
    UPDATE clientele.attempt a SET tries = greatest(a.tries - c.times, 0) WHERE a.bucket = c.bucket AND a.name = c.name;
  END LOOP;
END $$;
