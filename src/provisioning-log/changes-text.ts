import type { Changes, MemberList } from './log-entry.js';

/** What an entry's column holds of its changes: as little as tells them all. */
interface StoredChanges {
  /** Attribute, old value, new value. */
  readonly attributes?: readonly (readonly [string, unknown, unknown])[];
  readonly omitted?: number;
  readonly added?: MemberList;
  readonly removed?: MemberList;
}

/** @returns null when nothing changed */
export function changesText({ attributes, omitted, added, removed }: Changes): string | null {
  if (attributes.length === 0 && added === null && removed === null) return null;
  const stored: StoredChanges = {
    ...(attributes.length === 0
      ? {}
      : { attributes: attributes.map((each) => [each.attribute, each.old, each.new] as const) }),
    ...(omitted === 0 ? {} : { omitted }),
    ...(added === null ? {} : { added }),
    ...(removed === null ? {} : { removed }),
  };
  return JSON.stringify(stored);
}

export function parseChanges(text: string): Changes {
  const { attributes = [], omitted = 0, added = null, removed = null } = JSON.parse(text) as StoredChanges;
  return {
    attributes: attributes.map(([attribute, old, now]) => ({ attribute, old, new: now })),
    omitted,
    added,
    removed,
  };
}
