import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** How the service proves to Entra that it is the registered application. */
export type SsoCredential =
  | { readonly kind: 'secret'; readonly secret: string }
  /** A private key, with the thumbprint by which Entra finds its certificate. */
  | { readonly kind: 'certificate'; readonly key: KeyObject; readonly thumbprint: string };

/** The application in Entra that people sign in to. */
export interface SsoApplication {
  readonly clientId: string;
  readonly credential: SsoCredential;
}

const CLIENT_ID = /^[\w.-]{1,128}$/;
const EXPECTED_KEY = 'expected the path of a PEM file with an RSA private key and its certificate';

/** @throws Error unless it can be the id of an application */
function parseClientId(text: string): string {
  if (!CLIENT_ID.test(text)) throw new Error('expected the application (client) ID of the app registration');
  return text;
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
 * @param problems receives a line for what is missing or too much
 */
export function readSso(
  read: <T>(name: SsoSetting, fallback: T, parse: (text: string) => T) => T,
  problems: string[],
): SsoApplication | null {
  const clientId = read<string | null>('SSO_CLIENT_ID', null, parseClientId);
  const secret = read<string | null>('SSO_CLIENT_SECRET', null, (text) => text);
  const certificate = read<SsoCredential | null>('SSO_CLIENT_KEY_FILE', null, readClientKey);
  const credential = certificate ?? (secret === null ? null : { kind: 'secret' as const, secret });
  if (secret !== null && certificate !== null)
    problems.push('SSO_CLIENT_KEY_FILE: expected this or SSO_CLIENT_SECRET, not both');
  if (clientId === null && credential !== null)
    problems.push('SSO_CLIENT_ID: required with SSO_CLIENT_SECRET or SSO_CLIENT_KEY_FILE');
  if (clientId !== null && credential === null)
    problems.push('SSO_CLIENT_ID: needs SSO_CLIENT_SECRET or SSO_CLIENT_KEY_FILE beside it');
  return clientId === null || credential === null ? null : { clientId, credential };
}
