const MAX_LENGTH = 1024;
const PRINTABLE = /^\/[\x21-\x7e]*$/;
/** What browsers or proxies may take for the beginning of another host, or for a path of another kind. */
const AMBIGUOUS = /\\|\/\//;
/** Where a sign-in begins and ends: to come back there would go round in circles. */
const SIGN_IN = /^\/sso(?:[/?]|$)/i;

/**
 * Whether a sign-in may lead to `text`: a path of this service, with a query perhaps.
 * @returns false for anything that a browser or proxy could take for another address
 */
export function isReturnPath(text: string): boolean {
  if (text.length > MAX_LENGTH || !PRINTABLE.test(text)) return false;
  const own = 'https://own.invalid';
  if (!URL.canParse(text, own)) return false;
  const { origin, pathname, hash } = new URL(text, own);
  // As it stands, without "." and "..", and as a proxy may decode it.
  const path = text.split(/[?#]/)[0] ?? '';
  const forms = [path, pathname, decoded(path)];
  return (
    origin === own &&
    hash === '' &&
    forms.every((form) => form !== null && !AMBIGUOUS.test(form) && !SIGN_IN.test(form))
  );
}

/** Decoded as often as it can be; null for an encoding of no text. */
function decoded(path: string): string | null {
  try {
    let text = path;
    for (let next = decodeURIComponent(text); next !== text; next = decodeURIComponent(text)) text = next;
    return text;
  } catch {
    return null;
  }
}
