import type { Changes, MemberList } from './log-entry.js';

/** The compact form of an entry's changes in its column. */
interface StoredChanges {
  /** Attribute, old value, new value. */
  readonly attributes?: readonly (readonly [string, unknown, unknown])[];
  readonly omitted?: number;
  readonly added?: MemberList;
  readonly removed?: MemberList;
  readonly ignored?: readonly string[];
  readonly holder?: string;
}

/** @returns null when nothing changed, nothing was ignored and nothing was in the way */
export function changesText(changes: Changes): string | null {
  const { attributes, omitted, added, removed, ignored, holderId } = changes;
  if (
    attributes.length === 0 &&
    added === null &&
    removed === null &&
    ignored.length === 0 &&
    holderId === undefined
  ) {
    return null;
  }
  const stored: StoredChanges = {
    ...(attributes.length === 0
      ? {}
      : { attributes: attributes.map((each) => [each.attribute, each.old, each.new] as const) }),
    ...(omitted === 0 ? {} : { omitted }),
    ...(added === null ? {} : { added }),
    ...(removed === null ? {} : { removed }),
    ...(ignored.length === 0 ? {} : { ignored }),
    ...(holderId === undefined ? {} : { holder: holderId }),
  };
  return JSON.stringify(stored);
}

export function parseChanges(text: string): Changes {
  const stored = JSON.parse(text) as StoredChanges;
  const { attributes = [], omitted = 0, added = null, removed = null, ignored = [], holder } = stored;
  return {
    attributes: attributes.map(([attribute, old, now]) => ({ attribute, old, new: now })),
    omitted,
    added,
    removed,
    ignored,
    ...(holder === undefined ? {} : { holderId: holder }),
  };
}
