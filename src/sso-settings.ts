import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** How the service proves to Entra that it is the registered application. */
export type SsoCredential =
  | { readonly kind: 'secret'; readonly secret: string }
  /** A private key, with the thumbprint by which Entra finds its certificate. */
  | { readonly kind: 'certificate'; readonly key: KeyObject; readonly thumbprint: string };

/** The application in Entra that people sign in to, registered in each cloud. */
export interface SsoApplication {
  /** Its ids in the clouds, in the order of `ENTRA_LOGIN_HOSTS`. */
  readonly clientIds: readonly string[];
  readonly credential: SsoCredential;
}

const CLIENT_ID = /^[\w.-]{1,128}$/;
const EXPECTED_KEY = 'expected the path of a PEM file with an RSA private key and its certificate';

/** @throws Error unless they can be ids of an application */
function parseClientIds(text: string): readonly string[] {
  const ids = text.split(',').map((part) => part.trim());
  if (ids.every((id) => CLIENT_ID.test(id))) return ids;
  throw new Error(
    'expected the application (client) ID of the app registration, or one for each of ENTRA_LOGIN_HOSTS with commas',
  );
}

/**
 * Reads the private key and certificate of the application.
 * @throws Error that tells nothing of the file but its path
 */
function readClientKey(path: string): SsoCredential {
  let pem: string;
  try {
    pem = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`${EXPECTED_KEY}, got "${path}", which cannot be read (${code})`, { cause: error });
  }
  const pair = keyAndCertificate(pem);
  if (pair === null) throw new Error(`${EXPECTED_KEY}, got "${path}"`);
  const { key, certificate } = pair;
  if (!certificate.checkPrivateKey(key))
    throw new Error(`${EXPECTED_KEY}, got "${path}", whose certificate is that of another key`);
  const thumbprint = Buffer.from(certificate.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url');
  return { kind: 'certificate', key, thumbprint };
}

function keyAndCertificate(
  pem: string,
): { readonly key: KeyObject; readonly certificate: X509Certificate } | null {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === 'rsa' ? { key, certificate: new X509Certificate(pem) } : null;
  } catch {
    return null;
  }
}

type SsoSetting = 'SSO_CLIENT_ID' | 'SSO_CLIENT_SECRET' | 'SSO_CLIENT_KEY_FILE';

/**
 * The application, if there is one.
 * @param read reads and parses a setting
 * @param clouds the number of `ENTRA_LOGIN_HOSTS`
 * @param problems receives a line for what is missing or too much
 */
export function readSso(
  read: <T>(name: SsoSetting, fallback: T, parse: (text: string) => T) => T,
  clouds: number,
  problems: string[],
): SsoApplication | null {
  const clientIds = read<readonly string[] | null>('SSO_CLIENT_ID', null, parseClientIds);
  const secret = read<string | null>('SSO_CLIENT_SECRET', null, (text) => text);
  const certificate = read<SsoCredential | null>('SSO_CLIENT_KEY_FILE', null, readClientKey);
  const credential = certificate ?? (secret === null ? null : { kind: 'secret' as const, secret });
  if (secret !== null && certificate !== null)
    problems.push('SSO_CLIENT_KEY_FILE: expected this or SSO_CLIENT_SECRET, not both');
  if (clientIds !== null && clientIds.length > clouds)
    problems.push('SSO_CLIENT_ID: expected at most one ID for each of ENTRA_LOGIN_HOSTS');
  if (clientIds !== null && clientIds.length > 1 && secret !== null)
    problems.push('SSO_CLIENT_ID: several clouds need SSO_CLIENT_KEY_FILE instead of SSO_CLIENT_SECRET');
  if (clientIds === null && credential !== null)
    problems.push('SSO_CLIENT_ID: required with SSO_CLIENT_SECRET or SSO_CLIENT_KEY_FILE');
  if (clientIds !== null && credential === null)
    problems.push('SSO_CLIENT_ID: needs SSO_CLIENT_SECRET or SSO_CLIENT_KEY_FILE beside it');
  return clientIds === null || credential === null ? null : { clientIds, credential };
}
