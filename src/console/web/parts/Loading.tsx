import { Group, Loader, Text } from '@mantine/core';

/** Shown while content is loading. */
export function Loading({ what }: { what: string }) {
  return (
    <Group p="lg" gap="sm" role="status">
      <Loader size="sm" aria-hidden />
      <Text c="dimmed">Loading {what}…</Text>
    </Group>
  );
}
