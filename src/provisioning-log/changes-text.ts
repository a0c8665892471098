import type { Changes, MemberList } from './log-entry.js';

/** The compact form of an entry's changes in its column. */
interface StoredChanges {
  /** Attribute, old value, new value. */
  readonly attributes?: readonly (readonly [string, unknown, unknown])[];
  readonly omitted?: number;
  readonly added?: MemberList;
  readonly removed?: MemberList;
  readonly ignored?: readonly string[];
}

/** @returns null when nothing changed and nothing was ignored */
export function changesText({ attributes, omitted, added, removed, ignored }: Changes): string | null {
  if (attributes.length === 0 && added === null && removed === null && ignored.length === 0) return null;
  const stored: StoredChanges = {
    ...(attributes.length === 0
      ? {}
      : { attributes: attributes.map((each) => [each.attribute, each.old, each.new] as const) }),
    ...(omitted === 0 ? {} : { omitted }),
    ...(added === null ? {} : { added }),
    ...(removed === null ? {} : { removed }),
    ...(ignored.length === 0 ? {} : { ignored }),
  };
  return JSON.stringify(stored);
}

export function parseChanges(text: string): Changes {
  const stored = JSON.parse(text) as StoredChanges;
  const { attributes = [], omitted = 0, added = null, removed = null, ignored = [] } = stored;
  return {
    attributes: attributes.map(([attribute, old, now]) => ({ attribute, old, new: now })),
    omitted,
    added,
    removed,
    ignored,
  };
}
