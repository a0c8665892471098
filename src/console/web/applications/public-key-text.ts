/** A public key (RFC 7517). */
export type PublicKey = Readonly<Record<string, unknown>>;

const PEM = /-----BEGIN PUBLIC KEY-----([^-]+)-----END PUBLIC KEY-----/g;
/** What a key in a PEM text may be; each is exported as a JWK the same way whatever it is to be used for. */
const ALGORITHMS = [
  { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  { name: 'ECDSA', namedCurve: 'P-256' },
] as const;

/**
 * The public keys in a text: PEM, a JWK, a list of JWKs or a JWK Set.
 * @returns null for any other text; the service checks the keys themselves
 */
export async function publicKeysIn(text: string): Promise<PublicKey[] | null> {
  const pems = [...text.matchAll(PEM)].map(([, base64 = '']) => base64.replaceAll(/\s/g, ''));
  if (pems.length === 0) return jwksIn(text);
  const keys = await Promise.all(pems.map(jwkOf));
  return keys.every((key) => key !== null) ? keys : null;
}

function jwksIn(text: string): PublicKey[] | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const keys = Object.hasOwn(Object(value) as object, 'keys') ? (value as { keys: unknown }).keys : value;
  const list: unknown[] = Array.isArray(keys) ? keys : [keys];
  return list.length > 0 && list.every((key) => typeof key === 'object' && key !== null)
    ? (list as PublicKey[])
    : null;
}

async function jwkOf(base64: string): Promise<PublicKey | null> {
  for (const algorithm of ALGORITHMS) {
    try {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const key = await crypto.subtle.importKey('spki', bytes, algorithm, true, ['verify']);
      const { kty, n, e, crv, x, y } = await crypto.subtle.exportKey('jwk', key);
      return kty === 'RSA' ? { kty, n, e } : { kty, crv, x, y };
    } catch {
      // A key of another kind.
    }
  }
  return null;
}
