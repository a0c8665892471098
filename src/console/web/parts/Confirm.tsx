import { Button, Group, Stack } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import { Dialog } from './Dialog.js';
import { ProblemNote } from './ProblemNote.js';

interface Change {
  readonly isPending: boolean;
  readonly error: Error | null;
}

/** Asks for confirmation of an action that ends something. */
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
  const problem = useRef<HTMLDivElement>(null);
  useEffect(() => problem.current?.focus(), [change.error]);
  return (
    <Dialog title={title} isBusy={change.isPending} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onConfirm();
        }}
      >
        <Stack gap="md">
          {change.error !== null && (
            <div ref={problem} tabIndex={-1}>
              <ProblemNote error={change.error} />
            </div>
          )}
          <div>{children}</div>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose} disabled={change.isPending}>
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
