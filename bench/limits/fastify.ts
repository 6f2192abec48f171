import fastify from 'fastify';
import { constantAnswer } from './constant-answer.ts';

/** The least that a server in Fastify can do: one route, one answer, serialised once. */
const app = fastify();
app.get('/', (_request, reply) => reply.type('application/json').send(constantAnswer));

console.log(await app.listen({ host: '127.0.0.1', port: 0 }));
