import { Button, Group, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { Dialog } from './Dialog.js';
import { ProblemNote } from './ProblemNote.js';

interface Change {
  readonly isPending: boolean;
  readonly error: Error | null;
}

/** Asks before something is done that ends something else. */
export function Confirm({
  title,
  action,
  change,
  isReady = true,
  isHarmless = false,
  onConfirm,
  onClose,
  children,
}: {
  title: string;
  action: string;
  change: Change;
  isReady?: boolean;
  isHarmless?: boolean;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onConfirm();
        }}
      >
        <Stack gap="md">
          {change.error !== null && <ProblemNote error={change.error} />}
          <div>{children}</div>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button
              type="submit"
              color={isHarmless ? 'indigo' : 'red'}
              loading={change.isPending}
              disabled={!isReady}
              data-autofocus
            >
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
