import { NativeSelect, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { admin } from '../api/call.js';
import { useTenantChange, useTenantPath, type TenantPath } from '../api/tenant.js';
import { Confirm } from '../parts/Confirm.js';
import { useFreshSecrets } from '../parts/FreshSecrets.js';

const OVERLAPS = [
  { value: '0', label: 'not at all: it ends at once' },
  { value: '300', label: '5 minutes' },
  { value: '3600', label: '1 hour' },
  { value: '86400', label: '24 hours' },
  { value: '604800', label: '7 days' },
];

/** An access code, or the secret of a client. */
export interface Rotatable {
  readonly id: string;
  readonly hint: string;
  /** Null of an access code. */
  readonly clientId: string | null;
}

/** Replaces a credential by a new one, and asks how long the old one keeps working. */
export function RotateDialog({ of, onClose }: { of: Rotatable; onClose: () => void }) {
  const [overlap, setOverlap] = useState('86400');
  const secrets = useFreshSecrets();
  const own = useTenantPath();
  const rotate = useTenantChange(
    (path, overlapSeconds: number) => rotated(path, of, overlapSeconds),
    (secret) => {
      secrets.add(of.clientId === null ? `${own}/tokens` : `${own}/oauth-clients/${of.clientId}`, secret);
      onClose();
    },
  );
  return (
    <Confirm
      title={`Rotate ${of.clientId === null ? 'code' : 'secret'} ${of.hint}…`}
      action="Rotate"
      isHarmless
      change={rotate}
      onConfirm={() => rotate.mutate(Number(overlap))}
      onClose={() => {
        rotate.reset();
        onClose();
      }}
    >
      <Stack gap="md">
        <Text size="sm">A new one is made, to be entered in Entra. Meanwhile the old one goes on.</Text>
        <NativeSelect
          label="The old one works for"
          value={overlap}
          data={OVERLAPS}
          onChange={(event) => setOverlap(event.currentTarget.value)}
        />
      </Stack>
    </Confirm>
  );
}

/** @returns the text of the new one */
async function rotated(
  path: TenantPath,
  { id, clientId }: Rotatable,
  overlapSeconds: number,
): Promise<string> {
  if (clientId === null)
    return (await admin('POST', `${path}/tokens/${id}/rotate`, { overlapSeconds })).accessCode;
  const secrets = `${path}/oauth-clients/${clientId}/secrets` as const;
  return (await admin('POST', `${secrets}/${id}/rotate`, { overlapSeconds })).clientSecret;
}
