import { Button } from '@mantine/core';
import { useId, useState, type ReactNode } from 'react';

/** Filters of a list: on a phone they are folded, and a button tells how many are set. */
export function FilterFold({ set, children }: { set: number; children: ReactNode }) {
  const id = useId();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button
        className="filters-toggle"
        variant="default"
        size="xs"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setIsOpen(!isOpen)}
      >
        {set === 0 ? 'Filters' : `Filters: ${set} set`}
      </Button>
      <div id={id} data-folded={isOpen ? undefined : true}>
        {children}
      </div>
    </>
  );
}
