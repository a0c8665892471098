import { NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import type { Application } from '../api/answers.js';
import { publicKeysIn, type PublicKey } from './public-key-text.js';

/** How an application proves its identity, as it is typed. */
export interface TypedKeys {
  readonly how: 'secret' | 'keys' | 'address';
  readonly keys: string;
  readonly address: string;
}

export interface ApplicationKeys {
  readonly jwks: PublicKey[] | null;
  readonly jwksUri: string | null;
}

const HOW = [
  { value: 'secret', label: 'A secret' },
  { value: 'keys', label: 'A key of its own, pasted here' },
  { value: 'address', label: 'A key of its own, fetched' },
];
const NO_KEYS = 'Expected public keys as PEM (BEGIN PUBLIC KEY), a JWK, or a JWK Set';

/** What the fields begin with. */
export function typedKeysOf(before: Application | undefined): TypedKeys {
  const { authentication = 'client_secret', jwks = null, jwksUri = null } = before ?? {};
  return {
    how: authentication === 'client_secret' ? 'secret' : jwks === null ? 'address' : 'keys',
    keys: jwks === null ? '' : JSON.stringify({ keys: jwks }, null, 2),
    address: jwksUri ?? '',
  };
}

/** @returns null when the text has no public keys */
export async function keysOf({ how, keys, address }: TypedKeys): Promise<ApplicationKeys | null> {
  if (how === 'address') return { jwks: null, jwksUri: address.trim() };
  if (how === 'secret') return { jwks: null, jwksUri: null };
  const jwks = await publicKeysIn(keys);
  return jwks === null ? null : { jwks, jwksUri: null };
}

/** Asks how an application proves its identity; one that is there keeps its way, a secret or a key. */
export function KeyFields({
  typed,
  isThere,
  isWrong,
  onChange,
}: {
  typed: TypedKeys;
  isThere: boolean;
  isWrong: boolean;
  onChange: (typed: TypedKeys) => void;
}) {
  if (isThere && typed.how === 'secret') return null;
  return (
    <Stack gap="md">
      <NativeSelect
        label="How it proves its identity"
        data={isThere ? HOW.slice(1) : HOW}
        value={typed.how}
        onChange={(event) => onChange({ ...typed, how: event.currentTarget.value as TypedKeys['how'] })}
      />
      {typed.how === 'keys' && (
        <Textarea
          label="Public keys"
          description="PEM, a JWK, or a JWK Set, RSA or EC; never the private key"
          classNames={{ input: 'code' }}
          rows={6}
          value={typed.keys}
          error={isWrong ? NO_KEYS : null}
          onChange={(event) => onChange({ ...typed, keys: event.currentTarget.value })}
        />
      )}
      {typed.how === 'address' && (
        <TextInput
          label="Address of its public keys"
          description="A JWK Set (jwks_uri), fetched whenever a key is not known yet"
          placeholder="https://checkin.example.com/jwks.json"
          value={typed.address}
          onChange={(event) => onChange({ ...typed, address: event.currentTarget.value })}
        />
      )}
    </Stack>
  );
}
