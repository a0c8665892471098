import { Group, Loader, Text } from '@mantine/core';

/** What stands where something will be in a moment. */
export function Loading({ what }: { what: string }) {
  return (
    <Group p="lg" gap="sm" role="status">
      <Loader size="sm" aria-hidden />
      <Text c="dimmed">Loading {what}…</Text>
    </Group>
  );
}
