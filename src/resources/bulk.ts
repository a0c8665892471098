import {
  bulkIdOfNew,
  executionOrder,
  parseBulk,
  referencesOf,
  replaceReferences,
  type BulkOperation,
} from '../scim/bulk.js';
import { DatabaseUnavailable } from '../persistence/database/database.js';
import { Stretches } from '../persistence/database/stretches.js';
import { newId } from '../persistence/database/new-id.js';
import { WriteBudget } from '../persistence/resources/write-budget.js';
import type { RequestedWrite } from '../provisioning-log/requested-action.js';
import { ScimError } from '../scim/errors.js';
import { BULK_RESPONSE_SCHEMA } from '../scim/messages.js';
import type { ResourceTypes } from '../scim/resource-type.js';
import type { TenantContext } from './tenant-context.js';
import { locationOf } from './location.js';
import { ResourceEndpoint, type ResourceAnswer } from './resource-endpoint.js';

/** The result of one operation, RFC 7644 section 3.7.3. */
interface BulkResult {
  readonly method?: unknown;
  readonly bulkId?: unknown;
  readonly version?: string;
  readonly location?: string;
  readonly status: string;
  readonly response?: unknown;
}

export interface BulkResponse {
  readonly schemas: readonly [typeof BULK_RESPONSE_SCHEMA];
  readonly Operations: readonly BulkResult[];
}

/** The resource that a bulkId refers to. */
interface Created {
  readonly id: string;
  state: 'pending' | 'created' | 'failed';
}

/**
 * Carries out a bulk request, RFC 7644 section 3.7. Operations succeed or fail one by one, in an order that resolves
 * references. Every new resource gets its id at the start, so that circular references resolve too, unless a resource
 * must exist first. Once the database cannot be reached, the remaining operations get 503 without an attempt; once they
 * have cost what one request may, 429.
 * @param errorBody renders an error, including unexpected ones
 * @throws ScimError when the request as a whole is invalid
 */
export async function runBulk(
  context: TenantContext,
  sent: unknown,
  errorBody: (error: unknown, write: RequestedWrite) => { readonly status: string },
): Promise<BulkResponse> {
  const request = parseBulk(sent, context.types);
  const created = new Map<string, Created>();
  for (const operation of request.operations) {
    const bulkId = bulkIdOfNew(operation);
    if (bulkId !== null) created.set(bulkId, { id: newId(), state: 'pending' });
  }
  const budget = new WriteBudget();
  const results = new Map<number, BulkResult>();
  let errors = 0;
  let isDatabaseAway = false;
  const order = executionOrder(request.operations);
  // Operations that fail need no database, and so do not let others come in between.
  const stretches = new Stretches();
  for (const index of order) {
    await stretches.next();
    const operation = request.operations[index];
    if (operation === undefined || (request.failOnErrors !== null && errors >= request.failOnErrors))
      continue;
    const { method, bulkId } = request.sent[index] ?? {};
    const named = { ...(method === undefined ? {} : { method }), ...(bulkId == null ? {} : { bulkId }) };
    try {
      if (operation instanceof ScimError) throw operation;
      if (isDatabaseAway) throw notCarriedOut();
      budget.next();
      results.set(index, { ...named, ...(await runOperation(context, operation, created, budget)) });
    } catch (error) {
      errors++;
      // Each further operation would wait as long for it.
      isDatabaseAway ||= error instanceof DatabaseUnavailable;
      const placed = error instanceof ScimError ? error.at(`Operations[${index}]`) : error;
      const response = errorBody(placed, requestedWrite(request.sent[index] ?? {}, context.types));
      results.set(index, {
        ...named,
        ...locationIfKnown(context, operation),
        status: response.status,
        response,
      });
    }
  }
  const inOrderSent = [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
  return { schemas: [BULK_RESPONSE_SCHEMA], Operations: inOrderSent };
}

function notCarriedOut(): ScimError {
  return ScimError.http(
    503,
    'Not carried out, since the database could not be reached: send it again in a few seconds',
  );
}

async function runOperation(
  context: TenantContext,
  operation: BulkOperation,
  created: ReadonlyMap<string, Created>,
  budget: WriteBudget,
): Promise<BulkResult> {
  const own = created.get(bulkIdOfNew(operation) ?? '');
  const references = [...referencesOf(operation)].map((bulkId) => resolved(bulkId, created));
  const { id, data } = references.length === 0 ? operation : withIds(operation, created);
  try {
    const result = await execute(
      new ResourceEndpoint(context, operation.type.name, budget),
      operation,
      id ?? '',
      data,
      own?.id,
    );
    if (own !== undefined) own.state = 'created';
    return { location: locationOf(operation.type, own?.id ?? id ?? '', context.baseUrl), ...result };
  } catch (error) {
    if (own !== undefined) own.state = 'failed';
    if (
      error instanceof ScimError &&
      references.some((reference) => reference !== own && reference.state === 'pending')
    ) {
      throw ScimError.http(
        409,
        `Operations refer to each other in a circle that cannot be resolved: ${error.detail}`,
      );
    }
    throw error;
  }
}

/** An operation with ids in the place of its references. */
function withIds(
  { id, data }: BulkOperation,
  created: ReadonlyMap<string, Created>,
): Pick<BulkOperation, 'id' | 'data'> {
  const idOf = (bulkId: string): string | null => created.get(bulkId)?.id ?? null;
  return { id: replaceReferences(id, idOf), data: replaceReferences(data, idOf) };
}

async function execute(
  endpoint: ResourceEndpoint,
  { method, version }: BulkOperation,
  id: string,
  data: unknown,
  newId: string | undefined,
): Promise<Pick<BulkResult, 'status' | 'version'>> {
  const options = version === null ? {} : { ifMatch: version };
  switch (method) {
    case 'POST':
      return outcome(await endpoint.create(data, {}, newId));
    case 'PUT':
      return outcome(await endpoint.replace(id, data, options));
    case 'PATCH':
      return outcome(await endpoint.patch(id, data, options));
    case 'DELETE':
      await endpoint.delete(id, options);
      return { status: '204' };
  }
}

function outcome({ status, version }: ResourceAnswer): Pick<BulkResult, 'status' | 'version'> {
  return { version, status: String(status) };
}

function requestedWrite(
  { method, path, data }: Record<string, unknown>,
  types: ResourceTypes,
): RequestedWrite {
  const [, endpoint, id = null] = typeof path === 'string' ? path.split('/') : [];
  const type = Object.values(types).find((each) => each.endpoint === `/${endpoint}`);
  const name = typeof method === 'string' ? method.toUpperCase() : '';
  return { method: name, type: type?.name ?? null, id, body: data };
}

/** @throws ScimError when no operation creates the resource that the bulkId refers to, or when that operation failed */
function resolved(bulkId: string, created: ReadonlyMap<string, Created>): Created {
  const found = created.get(bulkId);
  if (found === undefined) {
    throw ScimError.invalidValue(
      `No POST of this request has the bulkId ${JSON.stringify(bulkId.slice(0, 100))}`,
    );
  }
  if (found.state === 'failed') {
    throw ScimError.http(409, `The operation with the bulkId ${JSON.stringify(bulkId.slice(0, 100))} failed`);
  }
  return found;
}

/** RFC 7644 section 3.7: `location` is present except for a failed POST. */
function locationIfKnown(
  context: TenantContext,
  operation: BulkOperation | ScimError,
): { location?: string } {
  if (operation instanceof ScimError || operation.method === 'POST' || operation.id === null) return {};
  return { location: locationOf(operation.type, operation.id, context.baseUrl) };
}
