import { Button, Group, Text } from '@mantine/core';
import { CredentialBadge, WhileItWorks } from './Credential.js';
import type { Lifetime } from './credential-state.js';
import type { Column } from './PagedTable.js';
import { Ago, Time } from './Time.js';

interface ListedCredential extends Lifetime {
  readonly hint: string;
  readonly lastUsedAt: string | null;
  /** What it was rotated to. */
  readonly replacedBy?: { readonly hint: string; readonly lastUsedAt: string | null } | null;
}

/** An action on a credential in a list, available while the credential works. */
interface CredentialAction<Item> {
  readonly word: string;
  readonly onAction: (item: Item) => void;
}

/**
 * The columns of a list of access codes, client secrets or set-up links.
 * @param title title of the first column, which shows the hint
 * @param description further columns after the first one
 * @param use further columns after the state
 * @param actions none for who may only look
 */
export function credentialColumns<Item extends ListedCredential>({
  title,
  description = [],
  use = [],
  actions,
}: {
  readonly title: string;
  readonly description?: readonly Column<Item>[];
  readonly use?: readonly Column<Item>[];
  readonly actions: readonly CredentialAction<Item>[];
}): readonly Column<Item>[] {
  return [
    { title, cell: ({ hint }) => <span className="code nowrap">{hint}…</span> },
    ...description,
    {
      title: 'State',
      cell: (item) => (
        <>
          <CredentialBadge of={item} />
          {item.replacedBy != null && (
            <WhileItWorks of={item}>
              <Text size="xs" c="dimmed">
                {item.replacedBy.hint}… replaces it, and{' '}
                {item.replacedBy.lastUsedAt === null ? 'has not been used yet' : 'is in use'}
              </Text>
            </WhileItWorks>
          )}
        </>
      ),
    },
    ...use,
    { title: 'Last used', cell: ({ lastUsedAt }) => <Ago at={lastUsedAt} /> },
    { title: 'Ends', cell: ({ expiresAt }) => <Time at={expiresAt} /> },
    ...(actions.length === 0 ? [] : [actionsColumn(actions)]),
  ];
}

function actionsColumn<Item extends ListedCredential>(
  actions: readonly CredentialAction<Item>[],
): Column<Item> {
  return {
    title: 'Actions',
    isEnd: true,
    cell: (item) => (
      <WhileItWorks of={item}>
        <Group gap={6} justify="flex-end" wrap="nowrap">
          {actions.map(({ word, onAction }) => (
            <Button
              key={word}
              size="compact-xs"
              variant="default"
              onClick={() => onAction(item)}
              aria-label={`${word} ${item.hint}`}
            >
              {word}
            </Button>
          ))}
        </Group>
      </WhileItWorks>
    ),
  };
}
