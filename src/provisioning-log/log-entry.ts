/** The change that was made or requested. */
export const ACTIONS = [
  'create',
  'update',
  'disable',
  'restore',
  'delete',
  'add-member',
  'remove-member',
  /** A bulk request that was refused as a whole; its operations otherwise have entries of their own. */
  'bulk',
  /** A request whose credential was refused. */
  'sign-in',
  /** A summary of refused requests that exceeded the budget for single entries. */
  'left-out',
] as const;
export type Action = (typeof ACTIONS)[number];

/** Whether the change was made, refused (4xx), or failed in the service (5xx). */
export const OUTCOMES = ['success', 'refused', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];
export const FAILED_OUTCOMES = ['refused', 'failed'] as const satisfies readonly Outcome[];

/** The grammar of a PATCH; see `grammarOf`. */
export type { PatchGrammar } from '../scim/patch/grammar.js';

/** Who sent a request. */
export interface Actor {
  /** The kind of credential, such as `access-code`. */
  readonly kind: string;
  /** Identifies the credential without revealing it, such as the hint of an access code. */
  readonly name: string;
}

/** One attribute with its value before and after; null for no value. */
export interface AttributeChange {
  readonly attribute: string;
  readonly old: unknown;
  readonly new: unknown;
}

/** Members added or removed: their number, and the ids of the first. */
export interface MemberList {
  readonly count: number;
  readonly ids: readonly string[];
}

/** The changes of one entry. */
export interface Changes {
  readonly attributes: readonly AttributeChange[];
  /** Number of changed attributes beyond `attributes`. */
  readonly omitted: number;
  readonly added: MemberList | null;
  readonly removed: MemberList | null;
  /** Names in the request that no schema of the tenant has, and whose values were not stored. */
  readonly ignored: readonly string[];
  /** Of a refusal: the id of the resource that holds the value which must be unique. */
  readonly holderId?: string;
}

export const NO_CHANGES: Changes = { attributes: [], omitted: 0, added: null, removed: null, ignored: [] };

/** An entry as it is written. */
export interface NewEntry {
  readonly id: string;
  readonly tenantId: string;
  readonly requestId: string;
  readonly actor: Actor;
  readonly action: Action;
  readonly resourceType: 'User' | 'Group' | null;
  readonly resourceId: string | null;
  readonly resourceName: string | null;
  readonly externalId: string | null;
  /** Whether the entry itself must be found by the name, since no resource has it (any more). */
  readonly isNameKept: boolean;
  readonly status: number;
  /** The `scimType` of the answer, or the check that a credential failed. */
  readonly reason: string | null;
  readonly detail: string | null;
  readonly changes: Changes | null;
  readonly grammar: string | null;
  readonly durationMs: number;
  /** Number of refused requests that a `left-out` entry summarises. */
  readonly leftOut: number | null;
}

/** The reason of a failure: that of the entry, or its HTTP status. */
export function failureReason({
  reason,
  status,
}: {
  readonly reason: string | null;
  readonly status: number;
}): string {
  return reason ?? String(status);
}

export function outcomeOf(status: number): Outcome {
  return status < 400 ? 'success' : status < 500 ? 'refused' : 'failed';
}
