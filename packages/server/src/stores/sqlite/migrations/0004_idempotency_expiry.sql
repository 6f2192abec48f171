-- How long a key counts is said by whoever writes it. Until now that was a day from `at`, which nothing else needed.
-- Expired keys are cleared away in this order, no longer in that of `number`.
ALTER TABLE idempotency RENAME COLUMN at TO expires_at;
UPDATE idempotency SET expires_at = strftime('%Y-%m-%dT%H:%M:%fZ', expires_at, '+24 hours');
CREATE INDEX idempotency_by_expiry ON idempotency (expires_at);
