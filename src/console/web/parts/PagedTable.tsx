import { Button, Group, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { CursorPages } from '../api/pages.js';
import { Loading } from './Loading.js';
import { ProblemNote } from './ProblemNote.js';

export interface Column<Item> {
  readonly title: string;
  readonly isEnd?: boolean;
  readonly cell: (item: Item) => ReactNode;
  /** For a column by which the list can be sorted. */
  readonly sort?: ColumnSort;
}

export interface ColumnSort {
  /** Null when the list is sorted by another column. */
  readonly direction: 'ascending' | 'descending' | null;
  readonly onSort: () => void;
}

/**
 * A table that can be scrolled sideways, by keyboard too; on a phone, a card for each row. The roles are written out,
 * since a row that is shown as a card would lose its own. With a link of the class `row-link`, the whole row leads there.
 */
export function DataTable<Item>({
  label,
  columns,
  items,
  idOf,
}: {
  label: string;
  columns: readonly Column<Item>[];
  items: readonly Item[];
  idOf: (item: Item) => string;
}) {
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={label}>
      <Table className="table" role="table" fz="sm" verticalSpacing="sm" highlightOnHover>
        <Table.Thead role="rowgroup">
          <Table.Tr role="row">
            {columns.map(({ title, isEnd, sort }) => (
              <Table.Th
                key={title}
                scope="col"
                role="columnheader"
                className={isEnd === true ? 'end' : undefined}
                aria-sort={sort?.direction ?? undefined}
              >
                {sort === undefined ? title : <SortButton title={title} sort={sort} />}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody role="rowgroup">
          {items.map((item) => (
            <Table.Tr key={idOf(item)} role="row">
              {columns.map(({ title, isEnd, cell }) => (
                <Table.Td
                  key={title}
                  role="cell"
                  className={isEnd === true ? 'end' : undefined}
                  data-title={title}
                >
                  <div>{cell(item)}</div>
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function SortButton({ title, sort: { direction, onSort } }: { title: string; sort: ColumnSort }) {
  return (
    <button type="button" className="sort" onClick={onSort}>
      {title}
      <span aria-hidden="true">{direction === null ? '↕' : direction === 'ascending' ? '↑' : '↓'}</span>
    </button>
  );
}

/** A list page by page, with messages for errors and empty lists. */
export function PagedTable<Item>({
  label,
  what,
  pages,
  columns,
  idOf,
  empty,
}: {
  label: string;
  /** The plural noun of the items, such as `users`. */
  what: string;
  pages: CursorPages<Item>;
  columns: readonly Column<Item>[];
  idOf: (item: Item) => string;
  empty: ReactNode;
}) {
  const { answer, items, total, isPartial, isOld, page, hasNext } = pages;
  if (answer.isPending || (isOld && items.length === 0)) return <Loading what={what} />;
  if (answer.isSuccess && items.length === 0 && page === 1 && !hasNext && !isPartial) return empty;
  return (
    <div className="card" aria-busy={isOld}>
      {answer.isError && <ProblemNote error={answer.error} onRetry={() => void answer.refetch()} />}
      {total !== null && (
        <Text size="sm" c="dimmed" mb="xs">
          {total === 1 ? `1 ${what.replace(/s$/, '')}` : `${total.toLocaleString()} ${what}`}
        </Text>
      )}
      {isPartial && (
        <Text size="sm" mb="xs" role="note">
          There are too many {what} to look for the text in the middle of names: this is what begins with it.
        </Text>
      )}
      {answer.isSuccess && items.length === 0 && <Text>Nothing on this page.</Text>}
      {items.length > 0 && <DataTable label={label} columns={columns} items={items} idOf={idOf} />}
      {(hasNext || page > 1) && (
        <Group justify="space-between" mt="md">
          <Text size="sm" c="dimmed" role="status">
            Page {page}
          </Text>
          <Group gap="xs">
            <Turn label="Previous" isEnd={page === 1} onTurn={pages.toPrevious} />
            <Turn label="Next" isEnd={!hasNext} onTurn={pages.toNext} />
          </Group>
        </Group>
      )}
    </div>
  );
}

/** Not `disabled` at an end, since it would lose the focus: pressing it does nothing. */
function Turn({ label, isEnd, onTurn }: { label: string; isEnd: boolean; onTurn: () => void }) {
  const end = isEnd ? { 'data-disabled': true, 'aria-disabled': true } : {};
  return (
    <Button size="xs" variant="default" onClick={isEnd ? undefined : onTurn} {...end}>
      {label}
    </Button>
  );
}
