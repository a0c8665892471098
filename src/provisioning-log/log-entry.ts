/** What was done to a resource, or asked to be. */
export const ACTIONS = [
  'create',
  'update',
  'disable',
  'restore',
  'delete',
  'add-member',
  'remove-member',
  /** A bulk request that was refused as a whole; its operations have entries of their own. */
  'bulk',
  /** A request that was refused because of its credential. */
  'sign-in',
  /** Stands for refused requests that were too many to be logged one by one. */
  'left-out',
] as const;
export type Action = (typeof ACTIONS)[number];

/** Whether it was done, the request was wrong (4xx), or something went wrong here (5xx). */
export const OUTCOMES = ['success', 'refused', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** How a PATCH was written; see `grammarOf`. */
export type { PatchGrammar } from '../scim/patch/grammar.js';

/** Who sent a request. */
export interface Actor {
  /** What signed in, such as `access-code`. */
  readonly kind: string;
  /** Names the credential without being it, such as the hint of an access code. */
  readonly name: string;
}

/** One attribute with its value before and after; null where it had none. */
export interface AttributeChange {
  readonly attribute: string;
  readonly old: unknown;
  readonly new: unknown;
}

/** Members added or removed: how many, and the ids of the first. */
export interface MemberList {
  readonly count: number;
  readonly ids: readonly string[];
}

/** What an entry tells of a change. */
export interface Changes {
  readonly attributes: readonly AttributeChange[];
  /** Attributes that changed beside those. */
  readonly omitted: number;
  readonly added: MemberList | null;
  readonly removed: MemberList | null;
  /** Names in the request that no schema of the tenant has, so that nothing was stored of them. */
  readonly ignored: readonly string[];
}

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
  /** Whether the entry is to be found by the name: no resource has it, or not any more. */
  readonly isNameKept: boolean;
  readonly status: number;
  /** The `scimType` of the answer, or the check that a credential failed. */
  readonly reason: string | null;
  readonly detail: string | null;
  readonly changes: Changes | null;
  readonly grammar: string | null;
  readonly durationMs: number;
  /** Refused requests that an entry of `left-out` stands for. */
  readonly leftOut: number | null;
}

export function outcomeOf(status: number): Outcome {
  return status < 400 ? 'success' : status < 500 ? 'refused' : 'failed';
}
