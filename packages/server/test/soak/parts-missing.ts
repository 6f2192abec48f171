import { ask } from './superuser.ts';

/** Every version has its event, once, and no event is without its version; what a key is answered from was kept so. */
export async function partsMissing(url: string): Promise<string[]> {
  const pairs = 'SELECT customer_id, version FROM clientele.';
  const checks: Record<string, string> = {
    'a version has no event': `${pairs}history EXCEPT ${pairs}outbox`,
    'an event has no version': `${pairs}outbox EXCEPT ${pairs}history`,
    'a version has two events': `${pairs}outbox GROUP BY customer_id, version HAVING count(*) > 1`,
    'a key leads to a version that was not kept': `SELECT customer_id, version, tag FROM clientele.idempotency
      EXCEPT SELECT customer_id, version, tag FROM clientele.history`,
  };
  const found: string[] = [];
  for (const [violation, query] of Object.entries(checks)) {
    const rows = await ask(url, query);
    if (rows.length > 0) found.push(`${violation}: ${JSON.stringify(rows.slice(0, 3))}`);
  }
  return found;
}
