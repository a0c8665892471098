import { ScimError } from './errors.js';
import { BULK_REQUEST_SCHEMA, requireSchema } from './messages.js';
import { isObject } from './resource.js';
import type { ResourceType, ResourceTypes } from './resource-type.js';

/** Limits of one request; 413 beyond them (RFC 7644 section 3.7.4). */
export const MAX_BULK_OPERATIONS = 1000;
export const MAX_BULK_BYTES = 4 * 1_048_576;

export type BulkMethod = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One operation of a bulk request as sent, with a valid structure. */
export interface BulkOperation {
  readonly method: BulkMethod;
  readonly type: ResourceType;
  /** Id of the resource; `null` for POST. It may be a reference such as `bulkId:qwerty`. */
  readonly id: string | null;
  readonly bulkId: string | null;
  readonly version: string | null;
  readonly data: unknown;
}

export interface BulkRequest {
  /**
   * Number of errors after which the remaining operations are skipped; `null` for no limit, which clients also write as
   * 0.
   */
  readonly failOnErrors: number | null;
  /** In the order sent. A malformed operation is represented by the error to answer it with. */
  readonly operations: readonly (BulkOperation | ScimError)[];
  /** The operations as sent, to identify each in the answer. */
  readonly sent: readonly Record<string, unknown>[];
}

const REFERENCE = /^bulkId:(.+)$/;
const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;

/**
 * Parses a bulk request, RFC 7644 section 3.7.
 * @throws ScimError invalidSyntax when the request as a whole is malformed; 413 when it has too many operations
 */
export function parseBulk(sent: unknown, types: ResourceTypes): BulkRequest {
  const { Operations: operations, failOnErrors } = requireSchema(sent, BULK_REQUEST_SCHEMA);
  if (!Array.isArray(operations) || operations.length === 0 || !operations.every(isObject)) {
    throw ScimError.invalidSyntax('"Operations" must be a list of at least one operation');
  }
  if (operations.length > MAX_BULK_OPERATIONS) {
    throw ScimError.payloadTooLarge(
      `The request holds ${operations.length} operations; at most ${MAX_BULK_OPERATIONS} (maxOperations) are accepted`,
    );
  }
  if (failOnErrors != null && !(Number.isSafeInteger(failOnErrors) && Number(failOnErrors) >= 0)) {
    throw ScimError.invalidSyntax('"failOnErrors" must be a whole number from 0, which means no limit');
  }
  const known = new Set<string>();
  return {
    failOnErrors: Number(failOnErrors ?? 0) || null,
    operations: operations.map((operation) => parseOperation(operation, known, types)),
    sent: operations,
  };
}

/** The bulkId of the resource that an operation creates; `null` when it creates none. */
export function bulkIdOfNew(operation: BulkOperation | ScimError): string | null {
  return operation instanceof ScimError || operation.method !== 'POST' ? null : operation.bulkId;
}

/** The bulkIds that an operation refers to, in its path or anywhere in its data. */
export function referencesOf({ id, data }: BulkOperation): Set<string> {
  const found = new Set<string>();
  findReferences(id, found);
  findReferences(data, found);
  return found;
}

/** Recursion is bounded by the maximum depth of request bodies. */
function findReferences(value: unknown, found: Set<string>): void {
  if (typeof value === 'string') {
    const bulkId = referenceIn(value);
    if (bulkId !== null) found.add(bulkId);
  } else if (typeof value === 'object' && value !== null) {
    for (const each of Object.values(value)) findReferences(each, found);
  }
}

/** The bulkId of a text such as `bulkId:qwerty`; otherwise `null`. */
function referenceIn(text: string): string | null {
  return text.startsWith('bulkId:') ? (REFERENCE.exec(text)?.[1] ?? null) : null;
}

/**
 * A copy of JSON in which every string `bulkId:x` is replaced by `idOf('x')`, unless that is `null`. Recursion is
 * bounded by the maximum depth of request bodies.
 */
export function replaceReferences<T>(value: T, idOf: (bulkId: string) => string | null): T {
  if (typeof value === 'string') {
    const bulkId = referenceIn(value);
    return ((bulkId === null ? null : idOf(bulkId)) ?? value) as T;
  }
  if (Array.isArray(value)) return value.map((each: unknown) => replaceReferences(each, idOf)) as T;
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, replaceReferences(each, idOf)]),
  ) as T;
}

/**
 * The order of execution: as sent, but each operation after the POSTs that it refers to. Operations with circular
 * references keep the order sent.
 * @returns positions in the request
 */
export function executionOrder(operations: readonly (BulkOperation | ScimError)[]): number[] {
  const positions = new Map<string, number>();
  operations.forEach((operation, index) => {
    const bulkId = bulkIdOfNew(operation);
    if (bulkId !== null) positions.set(bulkId, index);
  });
  const order: number[] = [];
  const begun = new Set<number>();
  const visit = (start: number): void => {
    // An explicit stack: a chain of references may be as long as the request.
    const stack = [{ index: start, needs: needsOf(start) }];
    begun.add(start);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = top.needs.shift();
      if (next === undefined) {
        order.push(top.index);
        stack.pop();
      } else if (!begun.has(next)) {
        begun.add(next);
        stack.push({ index: next, needs: needsOf(next) });
      }
    }
  };
  const needsOf = (index: number): number[] => {
    const operation = operations[index];
    if (operation === undefined || operation instanceof ScimError) return [];
    return [...referencesOf(operation)].flatMap((bulkId) => positions.get(bulkId) ?? []);
  };
  operations.forEach((_, index) => {
    if (!begun.has(index)) visit(index);
  });
  return order;
}

function parseOperation(
  operation: Record<string, unknown>,
  known: Set<string>,
  types: ResourceTypes,
): BulkOperation | ScimError {
  try {
    return readOperation(operation, known, types);
  } catch (error) {
    if (error instanceof ScimError) return error;
    throw error;
  }
}

function readOperation(
  operation: Record<string, unknown>,
  known: Set<string>,
  types: ResourceTypes,
): BulkOperation {
  const name = typeof operation.method === 'string' ? operation.method.toUpperCase() : '';
  const method = METHODS.find((each) => each === name);
  if (method === undefined) throw ScimError.invalidSyntax(`"method" must be one of ${METHODS.join(', ')}`);
  const bulkId = optionalText(operation, 'bulkId');
  if (bulkId !== null && known.has(bulkId))
    throw ScimError.invalidValue(`"bulkId" ${JSON.stringify(bulkId)} is taken by another operation`);
  if (bulkId !== null) known.add(bulkId);
  if (method === 'POST' && bulkId === null) throw ScimError.invalidValue('"bulkId" is required with POST');
  const path = optionalText(operation, 'path') ?? '';
  const [endpoint = '', id] = path.split('/').slice(1);
  const type = Object.values(types).find((each) => each.endpoint === `/${endpoint}`);
  const depth = method === 'POST' ? 2 : 3;
  if (type === undefined || path.split('/').length !== depth || (method !== 'POST' && !id)) {
    const example = method === 'POST' ? '/Users' : '/Users/{id}';
    throw ScimError.invalidPath(
      `"path" of ${method} must be like "${example}", got ${JSON.stringify(path.slice(0, 100))}`,
    );
  }
  if (method !== 'DELETE' && !isObject(operation.data))
    throw ScimError.invalidSyntax('"data" must be an object');
  return {
    method,
    type,
    id: id ?? null,
    bulkId,
    version: optionalText(operation, 'version'),
    data: operation.data,
  };
}

function optionalText(operation: Record<string, unknown>, name: string): string | null {
  const value = operation[name] ?? null;
  if (value === null || (typeof value === 'string' && value !== '')) return value;
  throw ScimError.invalidSyntax(`"${name}" must be a string`);
}
