import fastify, { type FastifyReply } from 'fastify';
import { type Kept, Records } from './records.ts';

/**
 * The server that a careful person writes first: Fastify and SQLite, one durable commit per update, record and audit
 * row together, `If-Match` checked. No authentication, no validation, no second face, no events.
 */
interface ById {
  Params: { id: string };
  Body: Record<string, unknown>;
}

const [directory, customers] = process.argv.slice(2);
const records = new Records(`${directory}/minimal.db`);
records.fill(Number(customers));

const app = fastify();
const parseJson = app.getDefaultJsonParser('error', 'error');
app.addContentTypeParser('application/merge-patch+json', { parseAs: 'string' }, parseJson);

app.get<ById>('/customers/:id', (request, reply) => {
  const kept = records.read(request.params.id);
  return kept ? answer(reply, kept) : reply.code(404).send({ title: 'No such customer' });
});

app.patch<ById>('/customers/:id', (request, reply) => {
  const etag = request.headers['if-match'];
  if (etag === undefined) return reply.code(428).send({ title: 'If-Match is required' });
  const outcome = records.update(request.params.id, etag, request.body);
  if (outcome === 'missing') return reply.code(404).send({ title: 'No such customer' });
  if (outcome === 'stale') return reply.code(412).send({ title: 'The customer has changed' });
  return answer(reply, outcome);
});

function answer(reply: FastifyReply, { version, body }: Kept): FastifyReply {
  return reply.header('etag', `"${version}"`).type('application/json').send(body);
}

console.log(await app.listen({ host: '127.0.0.1', port: 0 }));
