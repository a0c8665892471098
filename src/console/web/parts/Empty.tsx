import { Text } from '@mantine/core';
import type { ReactNode } from 'react';

/** Shown instead of an empty list. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="card" role="status">
      <Text fw={600}>{title}</Text>
      {children !== undefined && (
        <Text size="sm" c="dimmed">
          {children}
        </Text>
      )}
    </div>
  );
}
