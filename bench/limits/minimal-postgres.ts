import fastify, { type FastifyReply } from 'fastify';
import { PostgresRecords } from './postgres-records.ts';
import type { Kept } from './records.ts';

/** The minimal server (see `minimal.ts`) on PostgreSQL: Fastify and `pg`, one statement and one durable commit per update. */
interface ById {
  Params: { id: string };
  Body: Record<string, unknown>;
}

const records = new PostgresRecords(process.env['DATABASE_URL'] ?? '');
await records.fill(Number(process.argv[2]));

const app = fastify();
const parseJson = app.getDefaultJsonParser('error', 'error');
app.addContentTypeParser('application/merge-patch+json', { parseAs: 'string' }, parseJson);

app.get<ById>('/customers/:id', async (request, reply) => {
  const kept = await records.read(request.params.id);
  return kept ? answer(reply, kept) : reply.code(404).send({ title: 'No such customer' });
});

app.patch<ById>('/customers/:id', async (request, reply) => {
  const etag = request.headers['if-match'];
  if (etag === undefined) return reply.code(428).send({ title: 'If-Match is required' });
  const outcome = await records.update(request.params.id, etag, request.body);
  if (outcome === 'missing') return reply.code(404).send({ title: 'No such customer' });
  if (outcome === 'stale') return reply.code(412).send({ title: 'The customer has changed' });
  return answer(reply, outcome);
});

function answer(reply: FastifyReply, { version, body }: Kept): FastifyReply {
  return reply.header('etag', `"${version}"`).type('application/json').send(body);
}

console.log(await app.listen({ host: '127.0.0.1', port: 0 }));
