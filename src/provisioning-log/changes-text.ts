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
  // The JSON leaves out members without a value.
  const stored: Record<keyof StoredChanges, unknown> = {
    attributes:
      attributes.length === 0 ? undefined : attributes.map((each) => [each.attribute, each.old, each.new]),
    omitted: omitted === 0 ? undefined : omitted,
    added: added ?? undefined,
    removed: removed ?? undefined,
    ignored: ignored.length === 0 ? undefined : ignored,
    holder: holderId,
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
