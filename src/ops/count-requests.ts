import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RequestCounter } from '../activity/request-counter.js';
import type { CountedRequest, RequestKind } from '../activity/request-counts.js';
import { isOfEntra } from '../http/entra-request.js';

const SEARCH = /\/\.search$/;

const NONE: readonly string[] = [];
const NOTHING = { isTest: false, ignored: NONE } as const;

/** Counts the requests of tenants, by what they were and how they ended. */
export function countRequests(server: FastifyInstance, activity: RequestCounter): void {
  server.addHook('onResponse', (request, reply, done) => {
    const counted = countedAs(request, reply.statusCode);
    if (counted !== null) activity.note(counted);
    done();
  });
}

/** `null` for a request that is not of Entra, or of no tenant that is known. */
function countedAs(request: FastifyRequest, status: number): CountedRequest | null {
  if (!isOfEntra(request)) return null;
  const {
    access = null,
    refusal = null,
    scimType = null,
    isTest = false,
    ignored = null,
  } = request.state ?? {};
  if (refusal?.tenantId !== undefined) {
    return { tenantId: refusal.tenantId, kind: 'sign-in-failed', reason: refusal.reason, ...NOTHING };
  }
  if (access === null) return null;
  const { tenantId } = access;
  const isRead =
    request.method === 'GET' || request.method === 'HEAD' || SEARCH.test(request.routeOptions.url ?? '');
  if (status >= 400) {
    const kind: RequestKind = isRead ? 'read-failed' : 'write-failed';
    return { tenantId, kind, reason: scimType ?? String(status), ...NOTHING };
  }
  const isFiltered = isRead && Boolean((request.query as { filter?: unknown } | null)?.filter);
  const kind: RequestKind = isFiltered ? 'probe' : isRead ? 'read' : 'write';
  return { tenantId, kind, reason: '', isTest, ignored: ignored === null ? NONE : [...ignored] };
}
