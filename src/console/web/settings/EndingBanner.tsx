import { Alert, Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useAddress } from '../api/address.js';
import type { Status } from '../api/answers.js';
import { useStatus } from '../api/tenant.js';
import { useMayChange } from '../parts/WhoMay.js';
import { RotateDialog, type Rotatable } from './RotateDialog.js';

type Ending = Status['ending'][number];

/** Tells what ends soon or has ended, with what to do about it. */
export function EndingBanner() {
  const { data: status } = useStatus();
  const { set } = useAddress();
  const may = useMayChange();
  const [rotated, setRotated] = useState<Rotatable | null>(null);
  return (
    <>
      {status?.ending.map((each) => (
        <Alert
          key={each.id}
          color={each.daysLeft === null ? 'red' : 'orange'}
          title={titleOf(each)}
          role="status"
          mb="md"
        >
          <Text size="sm">{each.meaning}.</Text>
          {may && canBeRotated(each) && (
            <Button size="xs" variant="default" mt="sm" onClick={() => setRotated(each)}>
              Rotate {each.hint}…
            </Button>
          )}
        </Alert>
      ))}
      {rotated !== null && (
        <RotateDialog
          of={rotated}
          onClose={() => {
            // The new one is shown there.
            set({ method: rotated.clientId === null ? '' : 'oauth' });
            setRotated(null);
          }}
        />
      )}
    </>
  );
}

function titleOf({ kind, daysLeft, replacedBy }: Ending): string {
  if (replacedBy !== null) return 'The new one is not in use yet';
  const what = {
    'access-code': 'The access code',
    'client-secret': 'The client secret',
    'setup-link': 'A link',
  }[kind];
  if (daysLeft === null) return `${what} has ended`;
  return daysLeft < 1
    ? `${what} ends within a day`
    : `${what} ends in ${daysLeft} ${daysLeft === 1 ? 'day' : 'days'}`;
}

function canBeRotated({ kind, daysLeft, replacedBy }: Ending): boolean {
  return kind !== 'setup-link' && daysLeft !== null && replacedBy === null;
}
