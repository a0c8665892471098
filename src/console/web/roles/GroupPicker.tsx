import { Radio, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useSmallList } from '../api/pages.js';
import { useTenantPath } from '../api/tenant.js';
import { SearchField } from '../directory/SearchField.js';
import { Loading } from '../parts/Loading.js';
import { ProblemNote } from '../parts/ProblemNote.js';

const SHOWN = 6;
const WAIT_MS = 300;

/** Finds a group of the tenant by its name, and chooses it. */
export function GroupPicker({
  chosen,
  onChoose,
}: {
  chosen: string | null;
  onChoose: (groupId: string) => void;
}) {
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text.trim(), WAIT_MS);
  const found = useSmallList(`${useTenantPath()}/groups`, { parameters: { search }, limit: SHOWN });
  return (
    <Stack gap="sm">
      <SearchField label="Search groups" hint="Name or external id" text={text} onChange={setText} />
      {found.answer.isError && <ProblemNote error={found.answer.error} />}
      {found.answer.isPending && <Loading what="groups" />}
      {found.answer.isSuccess && found.items.length === 0 && <Text size="sm">No group is found.</Text>}
      {found.items.length > 0 && (
        <Radio.Group label="Group" value={chosen} onChange={onChoose}>
          <Stack gap="xs" mt="xs">
            {found.items.map(({ id, displayName }) => (
              <Radio key={id} value={id} label={displayName} />
            ))}
          </Stack>
        </Radio.Group>
      )}
      {found.hasNext && (
        <Text size="sm" c="dimmed">
          There are more: search for the one that you mean.
        </Text>
      )}
    </Stack>
  );
}
