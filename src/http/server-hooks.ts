import type { FastifyInstance } from 'fastify';
import { ScimError } from '../scim/errors.js';
import { newRequestState } from './request-state.js';
import { isScimUrl, SCIM_MEDIA_TYPE } from './scim-path.js';

const IDLE_CHECK_MS = 50;
const MEDIA_TYPE = /^[\w.+-]+\/[\w.+-]+\s*(?:;|$)/;
const UNKNOWN_TYPE = 'application/octet-stream';

/** What happens to every request and answer of the server, around Nest. */
export function addServerHooks(server: FastifyInstance): void {
  leaveBodiesUnread(server);
  keepState(server);
  demandHost(server);
  markScimAnswers(server);
  letConnectionsEnd(server);
}

/** Bodies are read once access is granted, see `BodyGuard`. */
function leaveBodiesUnread(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined));
  server.addHook('onRequest', (request, _reply, done) => {
    const type = request.headers['content-type'];
    // Fastify would answer a malformed one before access is checked; `BodyGuard` looks at the raw headers.
    if (type !== undefined && !MEDIA_TYPE.test(type)) request.headers = { 'content-type': UNKNOWN_TYPE };
    done();
  });
}

function keepState(server: FastifyInstance): void {
  server.decorateRequest('state', null);
  server.addHook('onRequest', (request, reply, done) => {
    request.state = newRequestState();
    void reply.header('x-request-id', request.id);
    done();
  });
}

/** RFC 9112 section 3.2; Node would answer without a body. */
function demandHost(server: FastifyInstance): void {
  server.addHook('onRequest', (request, _reply, done) => {
    const missing = request.headers.host === undefined && request.raw.httpVersion === '1.1';
    done(missing ? ScimError.badRequest('The Host header is missing') : undefined);
  });
}

/** RFC 7644 section 3.1; `application/scim+json` has no charset parameter, which Fastify would add. */
function markScimAnswers(server: FastifyInstance): void {
  server.addHook('onSend', (request, reply, payload, done) => {
    if (isScimUrl(request.url)) {
      if (payload === undefined || payload === null || payload === '')
        void reply.removeHeader('content-type');
      else void reply.header('content-type', SCIM_MEDIA_TYPE);
    }
    done(null, payload);
  });
}

/** Once the server is closing, a kept-alive connection ends with its last answer instead of holding it up. */
function letConnectionsEnd(server: FastifyInstance): void {
  let closing = false;
  let idleCheck: NodeJS.Timeout | undefined;
  server.addHook('preClose', (done) => {
    closing = true;
    idleCheck = setInterval(() => server.server.closeIdleConnections(), IDLE_CHECK_MS);
    done();
  });
  server.addHook('onClose', (_server, done) => {
    clearInterval(idleCheck);
    done();
  });
  server.addHook('onSend', (_request, reply, payload, done) => {
    if (closing) void reply.header('connection', 'close');
    done(null, payload);
  });
}
