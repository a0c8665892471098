import { Button, Group } from '@mantine/core';

/** Downloads what a page shows. `exportAs` tells the address of the file in a format. */
export function ExportButtons({ exportAs }: { exportAs: (format: 'csv' | 'jsonl') => string }) {
  return (
    <Group gap="xs">
      <Button component="a" href={exportAs('csv')} download variant="default" size="xs">
        Export CSV
      </Button>
      <Button component="a" href={exportAs('jsonl')} download variant="default" size="xs">
        Export JSON Lines
      </Button>
    </Group>
  );
}
