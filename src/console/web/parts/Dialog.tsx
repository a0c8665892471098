import { Modal } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';

/** A modal dialog: it takes the focus, and returns it when closed. */
export function Dialog({
  title,
  isBusy = false,
  onClose,
  children,
}: {
  title: string;
  /** Keeps the dialog open while its action is in progress. */
  isBusy?: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      setTimeout(() => {
        // The action may have moved the focus, and the pressed button may be gone or disabled.
        if (document.activeElement !== document.body) return;
        if (before instanceof HTMLElement) before.focus();
        if (document.activeElement === document.body) document.getElementById('main')?.focus();
      });
    },
    [before],
  );
  return (
    <Modal.Root
      opened
      onClose={() => {
        if (!isBusy) onClose();
      }}
      closeOnClickOutside={false}
      returnFocus={false}
      lockScroll={false}
      centered
    >
      <Modal.Overlay />
      <Modal.Content>
        {/* A header of the page is a landmark, and there is one already. */}
        <Modal.Header role="none">
          <Modal.Title>{title}</Modal.Title>
          <Modal.CloseButton aria-label="Close" />
        </Modal.Header>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
