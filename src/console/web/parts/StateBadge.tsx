import { Badge } from '@mantine/core';

const COLORS = { good: 'green', bad: 'red', warning: 'orange', plain: 'gray' } as const;
export type Mood = keyof typeof COLORS;

/** A state as a word; the colour adds no information. */
export function StateBadge({ mood, children }: { mood: Mood; children: string }) {
  return (
    <Badge color={COLORS[mood]} variant="light" tt="none" fw={600} className="nowrap">
      {children}
    </Badge>
  );
}
