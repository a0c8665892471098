import type { FastifyRequest } from 'fastify';
import { SCIM_PATH } from '../http/scim-path.js';
import { booleanFromText, patchVerb } from '../scim/entra.js';
import { isObject, member } from '../scim/resource.js';
import { resourceTypes, type TypeName } from '../scim/resource-type.js';
import type { Action } from './log-entry.js';

/** A write as requested by a request or by an operation of a bulk request. */
export interface RequestedWrite {
  /** In upper case. */
  readonly method: string;
  readonly type: TypeName | null;
  readonly id: string | null;
  readonly body: unknown;
}

/** The write that a SCIM request asks for; `null` for a read. */
export function requestedWrite(request: FastifyRequest): RequestedWrite | null {
  const { method, body, params } = request;
  const route = request.routeOptions.url ?? '';
  if (route === `${SCIM_PATH}/Bulk`) return { method, type: null, id: null, body };
  const type = resourceTypes.find(({ endpoint }) => route.startsWith(SCIM_PATH + endpoint));
  if (type === undefined || method === 'GET' || method === 'HEAD' || route.endsWith('/.search')) return null;
  const { id = null } = params as { id?: string };
  return { method, type: type.name, id, body };
}

/**
 * The requested action of a refused request, derived from its method and body. The body may be malformed.
 * @returns `null` when it is no write
 */
export function requestedAction(method: string, body: unknown): Action | null {
  switch (method) {
    case 'POST':
      return 'create';
    case 'PUT':
      return 'update';
    case 'PATCH':
      return actionOfPatch(body);
    case 'DELETE':
      return 'delete';
    default:
      return null;
  }
}

function actionOfPatch(body: unknown): Action {
  const sent = isObject(body) ? member(body, 'Operations') : undefined;
  const operations = (Array.isArray(sent) ? (sent as unknown[]) : []).filter(isObject);
  for (const operation of operations) {
    const active = activeIn(operation);
    if (active !== undefined) return active ? 'restore' : 'disable';
  }
  if (operations.length === 0 || !operations.every(isOnMembers)) return 'update';
  const verbs = new Set(operations.map((operation) => patchVerb(member(operation, 'op'))));
  if (verbs.size > 1) return 'update';
  return verbs.has('add') ? 'add-member' : verbs.has('remove') ? 'remove-member' : 'update';
}

function activeIn(operation: Record<string, unknown>): boolean | undefined {
  const path = member(operation, 'path');
  const value = member(operation, 'value');
  const active =
    typeof path === 'string'
      ? path.toLowerCase() === 'active'
        ? value
        : undefined
      : memberOf(value, 'active');
  return typeof active === 'string'
    ? booleanFromText(active)
    : active === true || active === false
      ? active
      : undefined;
}

function isOnMembers(operation: Record<string, unknown>): boolean {
  const path = member(operation, 'path');
  return typeof path === 'string' && /^members\b/i.test(path);
}

function memberOf(value: unknown, name: string): unknown {
  return isObject(value) ? member(value, name) : undefined;
}
