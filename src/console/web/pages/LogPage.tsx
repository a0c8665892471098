import { Anchor, Text } from '@mantine/core';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { LogEntry } from '../api/answers.js';
import { query } from '../api/call.js';
import { useCursorPages } from '../api/pages.js';
import { useTenantPath } from '../api/tenant.js';
import { ACTION_WORDS, OUTCOME_MOODS, OUTCOME_WORDS, reasonOf, subjectOf } from '../log/action-words.js';
import { FILTERS, LogFilters, type Filters } from '../log/LogFilters.js';
import { LogBodies } from '../log/LogBodies.js';
import { Empty } from '../parts/Empty.js';
import { ExportButtons } from '../parts/ExportButtons.js';
import { Page } from '../parts/Page.js';
import { PagedTable } from '../parts/PagedTable.js';
import { StateBadge } from '../parts/StateBadge.js';
import { Time } from '../parts/Time.js';
import { endOf } from '../settings/EndField.js';

const LIVE_MS = 2_000;

export function LogPage() {
  const path = `${useTenantPath()}/provisioning-log` as const;
  const [search, setSearch] = useSearchParams();
  const [isLive, setIsLive] = useState(true);
  const filters = Object.fromEntries(
    FILTERS.map((name) => [name, (search.get(name) ?? '').trim()]),
  ) as Filters;
  const parameters = { ...filters, from: endOf(filters.from), to: endOf(filters.to) };
  const pages = useCursorPages(path, { parameters, ...(isLive ? { refreshMs: LIVE_MS } : {}) });
  const isFiltered = FILTERS.some((name) => filters[name] !== '');
  const exportAs = (format: string) => `/admin/v1${path}/export${query({ ...parameters, format })}`;
  return (
    <Page title="Provisioning log" actions={<ExportButtons exportAs={exportAs} />}>
      <LogBodies />
      <LogFilters
        filters={filters}
        isLive={isLive}
        onLive={setIsLive}
        onChange={(chosen) =>
          setSearch(
            Object.entries(chosen)
              .map(([name, value]) => [name, value.trim()] as [string, string])
              .filter(([, value]) => value !== ''),
            { replace: true },
          )
        }
      />
      <PagedTable
        label="Entries of the log"
        what="the log"
        pages={pages}
        idOf={({ id }) => id}
        columns={[
          {
            title: 'Time',
            cell: ({ id, time }) => (
              <Anchor className="row-link" component={Link} to={id} fz="sm">
                <Time at={time} isPrecise />
              </Anchor>
            ),
          },
          { title: 'Action', cell: ({ action }) => <span className="nowrap">{ACTION_WORDS[action]}</span> },
          { title: 'What', cell: (entry) => <What entry={entry} /> },
          {
            title: 'Outcome',
            cell: ({ outcome }) => (
              <StateBadge mood={OUTCOME_MOODS[outcome]}>{OUTCOME_WORDS[outcome]}</StateBadge>
            ),
          },
          { title: 'Reason', cell: (entry) => <Reason entry={entry} /> },
        ]}
        empty={
          isFiltered ? (
            <Empty title="No entry is like that">Choose less, or clear the filters.</Empty>
          ) : (
            <Empty title="Nothing has happened yet">
              Every write of Entra and everything that is refused appears here as it happens.
            </Empty>
          )
        }
      />
    </Page>
  );
}

function What({ entry }: { entry: LogEntry }) {
  const { resource, changes } = entry;
  const changed = changes.map(({ attribute }) => attribute).join(', ');
  return (
    <>
      <Text size="sm">
        {subjectOf(entry)}
        {resource.type !== null && (
          <Text span size="xs" c="dimmed">
            {' '}
            {resource.type}
          </Text>
        )}
      </Text>
      {changed !== '' && (
        <Text size="xs" c="dimmed" lineClamp={1} title={changed}>
          {changed}
        </Text>
      )}
    </>
  );
}

function Reason({ entry }: { entry: LogEntry }) {
  const reason = reasonOf(entry);
  if (reason === null) return null;
  return (
    <>
      <Text size="sm" fw={600}>
        {entry.meaning ?? reason}
      </Text>
      <Text size="xs" c="dimmed" lineClamp={2}>
        {entry.detail}
      </Text>
    </>
  );
}
