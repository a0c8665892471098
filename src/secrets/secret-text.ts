import { hash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { randomText } from './random-id.js';

/** The 62 letters and digits of ASCII. */
export const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const LOOKUP_LENGTH = 8;
const SECRET_BYTES = 32;
const SECRET_LENGTH = 43;
const CHECKSUM_LENGTH = 6;

/** What is stored of a secret. */
export interface StoredSecret {
  /** Its prefix and lookup id: finds the row, and identifies the secret in lists. */
  readonly hint: string;
  /** SHA-256 of the whole text, hexadecimal. */
  readonly sha256: string;
}

export type ParsedSecret = StoredSecret | 'malformed' | 'checksum';

/**
 * One kind of secret that this service hands out: a prefix, 8 characters of lookup id, `_`, 43 characters of
 * 256-bit secret and 6 characters of CRC-32 over all before them, in base 62. Scanners of published files know it
 * by its prefix, and a mistyped one is refused without a look at the database.
 */
export class SecretText {
  private readonly shape: RegExp;

  constructor(readonly prefix: string) {
    this.shape = new RegExp(
      `^${prefix}[0-9A-Za-z]{${LOOKUP_LENGTH}}_[0-9A-Za-z]{${SECRET_LENGTH + CHECKSUM_LENGTH}}$`,
    );
  }

  /** A new secret; `text` is to be shown once and kept nowhere. */
  generate(): StoredSecret & { readonly text: string } {
    const hint = this.prefix + randomText(BASE62, LOOKUP_LENGTH);
    const secret = base62(BigInt(`0x${randomBytes(SECRET_BYTES).toString('hex')}`), SECRET_LENGTH);
    const body = `${hint}_${secret}`;
    const text = body + checksum(body);
    return { text, hint, sha256: hash('sha256', text) };
  }

  /**
   * Checks what can be checked of a presented secret without the database.
   * @returns what to look it up by, or why it cannot be one
   */
  parse(text: string): ParsedSecret {
    if (!this.shape.test(text)) return 'malformed';
    const body = text.slice(0, -CHECKSUM_LENGTH);
    if (!text.endsWith(checksum(body))) return 'checksum';
    return { hint: text.slice(0, this.prefix.length + LOOKUP_LENGTH), sha256: hash('sha256', text) };
  }
}

/** What an admin pastes in Entra as *Secret Token*. */
export const accessCodes = new SecretText('idk_');
/** What an OAuth client proves its identity with. */
export const clientSecrets = new SecretText('ids_');
/** What the token endpoint gives for it. */
export const accessTokens = new SecretText('ida_');
/** What stands behind the `#` of a set-up link. */
export const setupSecrets = new SecretText('idl_');
/** An admin token with a name. */
export const operatorTokens = new SecretText('idm_');
/** What the cookie of a session of the console holds. */
export const sessionSecrets = new SecretText('idc_');
/** What the cookie of a person who signed in holds. */
export const personSecrets = new SecretText('idp_');
/** What applications read a person's own data with. */
export const personTokens = new SecretText('ido_');
/** What they get a new one for. */
export const refreshTokens = new SecretText('idr_');

/**
 * Links that only read, and their sessions, have kinds of their own: a process of the previous build, which would let
 * them change something, does not know them.
 */
export const readLinkSecrets = new SecretText('idq_');
export const readSessionSecrets = new SecretText('idv_');

/** Parses the secret of a link, of either kind. */
export function parseLinkSecret(text: string): ParsedSecret {
  return (text.startsWith(readLinkSecrets.prefix) ? readLinkSecrets : setupSecrets).parse(text);
}

/** Parses the secret of a session of the console, of either kind. */
export function parseSessionSecret(text: string): ParsedSecret {
  return (text.startsWith(readSessionSecrets.prefix) ? readSessionSecrets : sessionSecrets).parse(text);
}

/** @param hint of a link */
export function isReadOnlyLink(hint: string): boolean {
  return hint.startsWith(readLinkSecrets.prefix);
}

const ANYWHERE = new RegExp(
  `(id[ksclapmorqv]_[0-9A-Za-z]{${LOOKUP_LENGTH}})_[0-9A-Za-z]{${SECRET_LENGTH + CHECKSUM_LENGTH}}`,
  'g',
);

/** A text for the eyes of others: of a secret that someone put in it, only the hint stays. */
export function withoutSecrets(text: string): string {
  return text.includes('id') ? text.replaceAll(ANYWHERE, '$1_…') : text;
}

/** A secret of one of these kinds, or its beginning. */
const BEGINNING = new RegExp(`id[ksclapmorqv]_[0-9A-Za-z]{${LOOKUP_LENGTH}}_`);
/** As many letters and digits in a row as the admin token that the service makes for itself, or the secret in a code. */
const LONG_RUN = new RegExp(`[0-9A-Za-z]{${SECRET_LENGTH - 3},}`);
const CLASSES = [/[0-9]/, /[A-Z]/, /[a-z]/];

/** Whether a text holds a secret that this service made, or may be one: letters and digits too many for any id. */
export function looksLikeSecret(text: string): boolean {
  if (BEGINNING.test(text)) return true;
  const [run] = LONG_RUN.exec(text) ?? [];
  return run !== undefined && CLASSES.filter((each) => each.test(run)).length > 1;
}

/** Computed for every request, so without big integers. */
function checksum(body: string): string {
  let rest = crc32(body);
  let digits = '';
  for (let digit = 0; digit < CHECKSUM_LENGTH; digit++) {
    digits = BASE62.charAt(rest % 62) + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}

function base62(value: bigint, length: number): string {
  let rest = value;
  let digits = '';
  for (let digit = 0; digit < length; digit++) {
    digits = BASE62.charAt(Number(rest % 62n)) + digits;
    rest /= 62n;
  }
  return digits;
}
