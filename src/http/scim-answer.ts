import type { FastifyReply } from 'fastify';
import type { ResourceAnswer } from '../resources/resource-endpoint.js';
import { SCIM_MEDIA_TYPE } from './scim-path.js';

/** Sends a SCIM body; as bytes, so that Fastify serialises nothing a second time. */
export function sendScim(reply: FastifyReply, status: number, body: unknown): FastifyReply {
  return reply
    .code(status)
    .type(SCIM_MEDIA_TYPE)
    .send(Buffer.from(JSON.stringify(body)));
}

/** Sends an answer about one resource, with the headers of RFC 7644 sections 3.1 and 3.14. */
export function sendResource(reply: FastifyReply, answer: ResourceAnswer): FastifyReply {
  reply.header('etag', answer.version);
  if (answer.status === 201) reply.header('location', answer.location);
  if (answer.status === 204) return reply.code(204).send();
  reply.header('content-location', answer.location);
  if (answer.status === 304) return reply.code(304).send();
  return sendScim(reply, answer.status, answer.resource);
}
