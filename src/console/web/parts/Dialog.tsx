import { Modal } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';

/** Something asked before one goes on: it holds the focus, and gives it back to where it was. */
export function Dialog({
  title,
  isBusy = false,
  onClose,
  children,
}: {
  title: string;
  /** While what was asked is done, it stays. */
  isBusy?: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      setTimeout(() => {
        // What came of it may have taken the focus; what was pressed may be gone or disabled.
        if (document.activeElement !== document.body) return;
        if (before instanceof HTMLElement) before.focus();
        if (document.activeElement === document.body) document.getElementById('main')?.focus();
      });
    },
    [before],
  );
  return (
    <Modal
      opened
      onClose={() => {
        if (!isBusy) onClose();
      }}
      title={title}
      closeOnClickOutside={false}
      returnFocus={false}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {children}
    </Modal>
  );
}
