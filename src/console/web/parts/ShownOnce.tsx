import { Alert, Button, Stack, Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { CopyField } from './CopyField.js';

/** A new secret, shown until the user confirms having stored it. */
export function ShownOnce({ label, value, onDone }: { label: string; value: string; onDone: () => void }) {
  const note = useRef<HTMLDivElement>(null);
  useEffect(() => note.current?.focus(), [value]);
  return (
    <Alert color="indigo" title={`Copy the ${label} now`} ref={note} tabIndex={-1} role="status">
      <Stack gap="sm">
        <Text size="sm">It is shown this once. The service keeps only a digest of it.</Text>
        <CopyField label={label} value={value} />
        <div>
          <Button size="xs" variant="default" onClick={onDone}>
            I have copied it
          </Button>
        </div>
      </Stack>
    </Alert>
  );
}
