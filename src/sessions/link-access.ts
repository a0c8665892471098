import { isReadOnlyLink } from '../secrets/secret-text.js';

/** What a link lets its holder do: set its tenant up, or only look at it. */
export const LINK_ACCESS = ['set-up', 'read'] as const;
export type LinkAccess = (typeof LINK_ACCESS)[number];

export function accessOf({ hint }: { readonly hint: string }): LinkAccess {
  return isReadOnlyLink(hint) ? 'read' : 'set-up';
}
