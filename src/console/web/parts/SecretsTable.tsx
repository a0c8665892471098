import { Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { Secret } from '../api/answers.js';
import { Confirm } from './Confirm.js';
import { credentialColumns } from './credential-columns.js';
import { DataTable } from './PagedTable.js';
import { useMayChange } from './WhoMay.js';

interface Revocation {
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly reset: () => void;
  readonly mutate: (id: string, options: { readonly onSuccess: () => void }) => void;
}

/**
 * The secrets of a client or an application, each of which can be rotated and revoked.
 * @param rotation the dialog by which a secret is rotated
 * @param consequence what revoking a secret means
 */
export function SecretsTable({
  of,
  secrets,
  rotation,
  revocation,
  consequence,
}: {
  of: string;
  secrets: readonly Secret[];
  rotation: (secret: Secret, onClose: () => void) => ReactNode;
  revocation: Revocation;
  consequence: string;
}) {
  const [asked, setAsked] = useState<{
    readonly what: 'rotate' | 'revoke';
    readonly secret: Secret;
  } | null>(null);
  const may = useMayChange();
  const close = () => {
    revocation.reset();
    setAsked(null);
  };
  return (
    <>
      <DataTable
        label={`Secrets of ${of}`}
        items={secrets}
        idOf={({ id }) => id}
        columns={credentialColumns<Secret>({
          title: 'Secret',
          actions: may
            ? [
                { word: 'Rotate', onAction: (secret) => setAsked({ what: 'rotate', secret }) },
                { word: 'Revoke', onAction: (secret) => setAsked({ what: 'revoke', secret }) },
              ]
            : [],
        })}
      />
      {asked?.what === 'rotate' && rotation(asked.secret, close)}
      {asked?.what === 'revoke' && (
        <Confirm
          title={`Revoke secret ${asked.secret.hint}…?`}
          action="Revoke"
          change={revocation}
          onConfirm={() => revocation.mutate(asked.secret.id, { onSuccess: close })}
          onClose={close}
        >
          <Text size="sm">{consequence}</Text>
        </Confirm>
      )}
    </>
  );
}
