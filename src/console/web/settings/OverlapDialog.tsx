import { NativeSelect, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Confirm } from '../parts/Confirm.js';

const OVERLAPS = [
  { value: '0', label: 'not at all: it ends at once' },
  { value: '300', label: '5 minutes' },
  { value: '3600', label: '1 hour' },
  { value: '86400', label: '24 hours' },
  { value: '604800', label: '7 days' },
];

/** Asks how long the replaced credential keeps working. */
export function OverlapDialog({
  what,
  where = 'Entra',
  change,
  onRotate,
  onClose,
}: {
  what: string;
  /** Where the new one is entered. */
  where?: string;
  change: { readonly isPending: boolean; readonly error: Error | null };
  onRotate: (overlapSeconds: number) => void;
  onClose: () => void;
}) {
  const [overlap, setOverlap] = useState('86400');
  return (
    <Confirm
      title={`Rotate ${what}`}
      action="Rotate"
      isHarmless
      change={change}
      onConfirm={() => onRotate(Number(overlap))}
      onClose={onClose}
    >
      <Stack gap="md">
        <Text size="sm">A new one is made, to be entered in {where}. Meanwhile the old one goes on.</Text>
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
