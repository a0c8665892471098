import { Problem } from '../api/call.js';

/** Abbreviations as people write them. */
const WORDS: Readonly<Record<string, string>> = {
  url: 'URL',
  uri: 'URI',
  uris: 'URIs',
  urn: 'URN',
  jwks: 'JWKS',
};

/** The name of a field of the admin API as people say it: `entraTenantId` is *Entra tenant id*. */
export function fieldWords(field: string): string {
  const words = field
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[\s._-]+/)
    .map((word) => word.toLowerCase())
    .map((word) => WORDS[word] ?? word)
    .join(' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What the service found wrong with a field of a form; null when nothing. */
export function faultOf(error: unknown, field: string): string | null {
  const fields = error instanceof Problem ? error.fields : [];
  return fields.find((each) => each.field === field)?.message ?? null;
}
