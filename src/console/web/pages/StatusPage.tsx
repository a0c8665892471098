import { Alert, Anchor, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Bar, BarChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { Status } from '../api/answers.js';
import { useStatus } from '../api/tenant.js';
import { Link } from 'react-router';
import { moodOf } from '../parts/health-mood.js';
import { Empty } from '../parts/Empty.js';
import { Loading } from '../parts/Loading.js';
import { Page } from '../parts/Page.js';
import { DataTable } from '../parts/PagedTable.js';
import { ProblemNote } from '../parts/ProblemNote.js';
import { StateBadge } from '../parts/StateBadge.js';
import { Ago } from '../parts/Time.js';

const HOUR = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const DAY_AND_HOUR = new Intl.DateTimeFormat(undefined, {
  weekday: 'short',
  hour: '2-digit',
  minute: '2-digit',
});
const SERIES = [
  { key: 'probes', name: 'Searches', fill: 'var(--probes)' },
  { key: 'reads', name: 'Other reads', fill: 'var(--reads)' },
  { key: 'writes', name: 'Writes', fill: 'var(--writes)' },
  { key: 'failed', name: 'Failed', fill: 'var(--failures)' },
] as const;
const FAILED = { read: 'Read', write: 'Write', 'sign-in': 'Sign-in' } as const;
const TICK = { fill: 'var(--mantine-color-dimmed)' };
const TOOLTIP = {
  background: 'var(--surface)',
  border: '1px solid var(--line)',
  borderRadius: 8,
  color: 'var(--mantine-color-text)',
};

export function StatusPage() {
  const status = useStatus();
  return (
    <Page title="Status">
      {status.isPending && <Loading what="the status" />}
      {status.isError && <ProblemNote error={status.error} onRetry={() => void status.refetch()} />}
      {status.data !== undefined && <StatusInFull status={status.data} />}
    </Page>
  );
}

function StatusInFull({ status }: { status: Status }) {
  const { health, directory } = status;
  return (
    <>
      <section className="card" aria-label="Health">
        <StateBadge mood={moodOf(health)}>{health.summary}</StateBadge>
        <Text mt="xs">{health.reason}.</Text>
      </section>
      {status.ending.map(({ id, meaning }) => (
        <Alert key={id} color="orange" role="note" mb="md">
          {meaning}.
        </Alert>
      ))}
      <div className="tiles">
        <Tile name="Last request">
          <Ago at={status.lastRequestAt} />
        </Tile>
        <Tile name="Test Connection">
          <Ago at={status.lastTestConnectionAt} never="not seen" />
        </Tile>
        <Tile name="Last write">
          <Ago at={status.lastWriteAt} />
        </Tile>
        <Tile name="Last refused sign-in">
          <Ago at={status.lastRefusedSignInAt} />
        </Tile>
        {directory !== null && (
          <>
            <Tile name="Active users">{directory.users.active.toLocaleString()}</Tile>
            <Tile name="Disabled users">{directory.users.disabled.toLocaleString()}</Tile>
            <Tile name="Groups">{directory.groups.toLocaleString()}</Tile>
            <Tile name="Memberships">{directory.memberships.toLocaleString()}</Tile>
          </>
        )}
      </div>
      <Hours hours={status.hours} />
      <Ignored attributes={status.ignoredAttributes} />
      <Failures failures={status.failures} />
    </>
  );
}

function Tile({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="card">
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text fw={600}>{children}</Text>
    </div>
  );
}

function Hours({ hours }: { hours: Status['hours'] }) {
  const total = hours.reduce(
    (sum, { probes, reads, writes, failed }) => sum + probes + reads + writes + failed,
    0,
  );
  return (
    <section className="card" aria-labelledby="hours">
      <Title order={2} size="h4" id="hours" mb="sm">
        Requests an hour
      </Title>
      <figure
        role="img"
        aria-label={`Requests of each of the last ${hours.length} hours, ${total} altogether; the table below has the figures`}
      >
        <ResponsiveContainer width="100%" height={260}>
          <BarChart
            data={hours}
            accessibilityLayer={false}
            margin={{ top: 8, right: 8, bottom: 0, left: -16 }}
          >
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis
              dataKey="hour"
              tickFormatter={(hour: string) => HOUR.format(new Date(hour))}
              minTickGap={32}
              stroke="var(--line)"
              fontSize={12}
              tick={TICK}
            />
            <YAxis allowDecimals={false} stroke="var(--line)" fontSize={12} tick={TICK} />
            <Tooltip
              labelFormatter={(hour) => (typeof hour === 'string' ? DAY_AND_HOUR.format(new Date(hour)) : '')}
              contentStyle={TOOLTIP}
              cursor={{ fill: 'var(--line)', opacity: 0.4 }}
            />
            <Legend itemSorter={null} formatter={(name) => <span className="legend">{name}</span>} />
            {SERIES.map(({ key, name, fill }) => (
              <Bar
                key={key}
                dataKey={key}
                name={name}
                fill={fill}
                stackId="requests"
                isAnimationActive={false}
              />
            ))}
          </BarChart>
        </ResponsiveContainer>
      </figure>
      <details>
        <summary>Figures</summary>
        <DataTable
          label="Requests an hour"
          items={hours
            .toReversed()
            .filter(({ probes, reads, writes, failed }) => probes + reads + writes + failed > 0)}
          idOf={({ hour }) => hour}
          columns={[
            { title: 'Hour', cell: ({ hour }) => DAY_AND_HOUR.format(new Date(hour)) },
            ...SERIES.map(({ key, name }) => ({
              title: name,
              isEnd: true,
              cell: (hour: Status['hours'][number]) => hour[key].toLocaleString(),
            })),
          ]}
        />
      </details>
    </section>
  );
}

function Ignored({ attributes }: { attributes: Status['ignoredAttributes'] }) {
  const [first] = attributes;
  if (first === undefined) return null;
  return (
    <section className="card" aria-labelledby="ignored">
      <Title order={2} size="h4" id="ignored" mb="xs">
        Attributes that nothing stores
      </Title>
      <Text size="sm" mb="sm">
        Entra sends {first.name}, which nothing stores: register it as a custom schema, or remove it from the
        mapping.
      </Text>
      <DataTable
        label="Attributes that nothing stores"
        items={attributes}
        idOf={({ name }) => name}
        columns={[
          { title: 'Attribute', cell: ({ name }) => <span className="code wrap">{name}</span> },
          { title: 'Writes in 24 hours', isEnd: true, cell: ({ count }) => count.toLocaleString() },
        ]}
      />
    </section>
  );
}

/** A reason in words; those of writes and sign-ins lead to their entries of the log. */
function Reason({ failure: { kind, reason, meaning, advice } }: { failure: Status['failures'][number] }) {
  const search = new URLSearchParams({ ...(kind === 'sign-in' ? { action: 'sign-in' } : {}), reason });
  return (
    <>
      {kind === 'read' ? (
        <strong>{meaning}</strong>
      ) : (
        <Anchor component={Link} to={`../log?${search}`} relative="path" fz="sm" fw={600} underline="always">
          {meaning}
        </Anchor>
      )}
      <Text size="xs" c="dimmed">
        {advice}. <span className="code">{reason}</span>
      </Text>
    </>
  );
}

function Failures({ failures }: { failures: Status['failures'] }) {
  if (failures.length === 0) return <Empty title="No failures in 24 hours" />;
  const most = Math.max(...failures.map(({ count }) => count));
  return (
    <section className="card" aria-labelledby="failures">
      <Title order={2} size="h4" id="failures" mb="sm">
        Failures of 24 hours, by reason
      </Title>
      <DataTable
        label="Failures by reason"
        items={failures}
        idOf={({ kind, reason }) => `${kind} ${reason}`}
        columns={[
          { title: 'Reason', cell: (failure) => <Reason failure={failure} /> },
          { title: 'Of a', cell: ({ kind }) => FAILED[kind] },
          {
            title: 'Share',
            cell: ({ count }) => <meter className="share" aria-label="Share" max={most} value={count} />,
          },
          { title: 'Count', isEnd: true, cell: ({ count }) => count.toLocaleString() },
        ]}
      />
    </section>
  );
}
