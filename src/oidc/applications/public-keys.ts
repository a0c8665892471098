import { ValidateBy } from 'class-validator';

const MAX_KEYS = 10;
const MAX_LENGTH = 2000;
/** Members of private and secret keys (RFC 7518 section 6). */
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'oth'];

/** Validates a list of public keys, RSA or elliptic curves, as JWKs. */
export function ArePublicKeys(): PropertyDecorator {
  return ValidateBy({
    name: 'arePublicKeys',
    validator: {
      validate: (keys: unknown) =>
        Array.isArray(keys) && keys.length > 0 && keys.length <= MAX_KEYS && keys.every(isPublicKey),
      defaultMessage: () =>
        `expected a list of 1 to ${MAX_KEYS} public keys as JWKs, RSA or EC, without private members`,
    },
  });
}

function isPublicKey(key: unknown): boolean {
  if (typeof key !== 'object' || key === null || JSON.stringify(key).length > MAX_LENGTH) return false;
  const { kty, n, x } = key as Readonly<Record<string, unknown>>;
  if (PRIVATE.some((member) => Object.hasOwn(key, member))) return false;
  return (kty === 'RSA' && typeof n === 'string') || (kty === 'EC' && typeof x === 'string');
}
