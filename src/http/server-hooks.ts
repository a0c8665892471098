import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ScimError } from '../scim/errors.js';
import { normaliseAuthorization } from './authorization.js';
import { drainOnClose } from './connection-draining.js';
import { newRequestState } from './request-state.js';
import { isScimUrl, SCIM_MEDIA_TYPE } from './scim-path.js';
import { PAGE_HEADERS } from './security-headers.js';
import { endUnreadAnswers } from './unread-answers.js';

const MEDIA_TYPE = /^[\w.+-]+\/[\w.+-]+\s*(?:;|$)/;
/** A page may set a stricter policy of its own. */
const POLICY = 'content-security-policy';
const CACHING = 'cache-control';
/** The only pages that may be cached by default: they contain no personal data. */
const SWAGGER = /^\/docs(?:[/?-]|$)/;
const UNKNOWN_TYPE = 'application/octet-stream';

/** Hooks for every request and answer of the server, outside Nest. */
export function addServerHooks(server: FastifyInstance): void {
  // Bodies are read once access is granted, see `BodyGuard`.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined));
  server.decorateRequest('state', null);
  server.addHook('onRequest', (request, reply, done) => {
    request.state = newRequestState();
    request.state.response = reply.raw;
    normaliseAuthorization(request.raw.headers);
    hideMalformedType(request);
    done(wrongHost(request));
  });
  completeHeaders(server);
  drainOnClose(server);
  const stopChecks = endUnreadAnswers(server.server);
  server.addHook('onClose', (_server, done) => {
    stopChecks();
    done();
  });
}

/** Fastify would refuse a malformed type before access is checked; `BodyGuard` reads the raw headers. */
function hideMalformedType(request: FastifyRequest): void {
  const type = request.headers['content-type'];
  if (type !== undefined && !MEDIA_TYPE.test(type)) request.headers = { 'content-type': UNKNOWN_TYPE };
}

/**
 * RFC 9112 section 3.2: a missing `Host` header is an error, which Node would answer without a body; so are two, of
 * which Node keeps the first.
 */
function wrongHost({ raw }: FastifyRequest): ScimError | undefined {
  const { rawHeaders } = raw;
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts++;
  }
  if (hosts > 1) return ScimError.badRequest('There is more than one Host header');
  return hosts === 0 && raw.httpVersion === '1.1'
    ? ScimError.badRequest('The Host header is missing')
    : undefined;
}

/**
 * Headers of answers that Fastify sends: errors, the admin API, pages. `application/scim+json` has no charset parameter
 * (RFC 7644 section 3.1), but Fastify would add one.
 */
function completeHeaders(server: FastifyInstance): void {
  server.addHook('onSend', (request, reply, payload, done) => {
    if (isScimUrl(request.url)) {
      if (payload === undefined || payload === null || payload === '')
        void reply.removeHeader('content-type');
      else void reply.header('content-type', SCIM_MEDIA_TYPE);
    }
    if (!reply.hasHeader(CACHING) && !SWAGGER.test(request.url)) void reply.header(CACHING, 'no-store');
    const fields = request.state?.limitFields ?? [];
    for (let i = 0; i < fields.length; i += 2) void reply.header(fields[i] ?? '', fields[i + 1]);
    const policy = reply.getHeader(POLICY);
    void reply.headers(PAGE_HEADERS).header('x-request-id', request.id);
    if (policy !== undefined) void reply.header(POLICY, policy);
    done(null, payload);
  });
}
