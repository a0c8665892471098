import type { FastifyInstance } from 'fastify';
import type { BodyLog } from '../provisioning-log/bodies/body-log.js';

/** Has the bodies of a request logged, once it is answered, where the tenant wants that. */
export function logBodies(server: FastifyInstance, bodies: BodyLog): void {
  server.addHook('onResponse', (request, reply, done) => {
    if (request.state?.access?.logBodiesUntil != null) bodies.note(request, reply.statusCode);
    done();
  });
}
