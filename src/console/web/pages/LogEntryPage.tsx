import { Alert, Anchor, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import type { LogEntry, LogEntryDetail } from '../api/answers.js';
import { admin } from '../api/call.js';
import { useTenantPath } from '../api/tenant.js';
import { Facts } from '../directory/Resource.js';
import { ACTION_WORDS, OUTCOME_MOODS, OUTCOME_WORDS, reasonOf, subjectOf } from '../log/action-words.js';
import { Exchange } from '../log/Exchange.js';
import { Loading } from '../parts/Loading.js';
import { Page } from '../parts/Page.js';
import { ProblemNote } from '../parts/ProblemNote.js';
import { StateBadge } from '../parts/StateBadge.js';
import { Time } from '../parts/Time.js';

/** One entry of the log with all its details. */
export function LogEntryPage() {
  const { entryId = '' } = useParams();
  const path = `${useTenantPath()}/provisioning-log/${encodeURIComponent(entryId)}` as const;
  const entry = useQuery({ queryKey: [path], queryFn: () => admin('GET', path) });
  if (entry.isPending) return <Loading what="the entry" />;
  if (entry.isLoadingError) {
    return (
      <Page title="Entry of the log">
        <ProblemNote error={entry.error} onRetry={() => void entry.refetch()} />
      </Page>
    );
  }
  return <Entry entry={entry.data} />;
}

function Entry({ entry }: { entry: LogEntryDetail }) {
  const { action, outcome, resource, actor, detail } = entry;
  const reason = reasonOf(entry);
  return (
    <Page title={`${ACTION_WORDS[action]}: ${subjectOf(entry)}`}>
      {reason !== null && (
        <Alert color="orange" title={`${OUTCOME_WORDS[outcome]}: ${entry.meaning ?? reason}`} mb="md">
          <Text size="sm">{detail}</Text>
          {entry.conflictingResource !== null && (
            <Text size="sm" mt="xs">
              The other one: <ResourceLink resource={{ ...entry.conflictingResource, type: resource.type }} />
            </Text>
          )}
          {entry.advice !== null && (
            <Text size="sm" mt="xs">
              <strong>What to do:</strong> {entry.advice}.
            </Text>
          )}
        </Alert>
      )}
      <section className="card" aria-label="Entry">
        <Facts
          facts={[
            { label: 'Time', content: <Time at={entry.time} isPrecise /> },
            {
              label: 'Outcome',
              content: <StateBadge mood={OUTCOME_MOODS[outcome]}>{OUTCOME_WORDS[outcome]}</StateBadge>,
            },
            { label: 'Status', content: entry.status },
            ...(reason === null
              ? []
              : [{ label: 'Reason', content: <span className="code">{reason}</span> }]),
            { label: resource.type ?? 'Resource', content: <ResourceLink resource={resource} /> },
            { label: 'External id', content: <span className="code">{resource.externalId ?? 'none'}</span> },
            { label: 'Actor', content: `${actor.name} (${actor.kind})` },
            { label: 'Duration', content: `${entry.durationMs} ms` },
            { label: 'Request id', content: <span className="code">{entry.requestId}</span> },
            ...(entry.patchGrammar === null ? [] : [{ label: 'PATCH grammar', content: entry.patchGrammar }]),
          ]}
        />
      </section>
      <Changes entry={entry} />
      <Ignored names={entry.ignored} />
      <Members title="Members added" members={entry.addedMembers} />
      <Members title="Members removed" members={entry.removedMembers} />
      <Exchange entry={entry} />
    </Page>
  );
}

function ResourceLink({
  resource: { type, id, name },
}: {
  resource: Pick<LogEntry['resource'], 'type' | 'id' | 'name'>;
}) {
  if (id === null) return <>{name ?? 'none'}</>;
  return (
    <>
      {name !== null && <span>{name} </span>}
      <Anchor
        component={Link}
        to={`../../${type === 'Group' ? 'groups' : 'users'}/${id}`}
        relative="path"
        className="code"
      >
        {id}
      </Anchor>
    </>
  );
}

function Changes({ entry: { changes, omittedChanges } }: { entry: LogEntry }) {
  if (changes.length === 0) return null;
  return (
    <section className="card" aria-labelledby="changes">
      <Title order={2} size="h4" id="changes" mb="sm">
        Changed attributes
      </Title>
      <div className="scroll" tabIndex={0} role="region" aria-label="Table of changed attributes">
        <Table className="table" fz="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">Attribute</Table.Th>
              <Table.Th scope="col">Old value</Table.Th>
              <Table.Th scope="col">New value</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {changes.map((change) => (
              <Table.Tr key={change.attribute}>
                <Table.Th scope="row" fw={600} className="wrap">
                  {change.attribute}
                </Table.Th>
                <Table.Td>
                  <Value value={change.old} />
                </Table.Td>
                <Table.Td>
                  <Value value={change.new} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      {omittedChanges > 0 && (
        <Text size="sm" mt="sm">
          {omittedChanges} more are not kept.
        </Text>
      )}
    </section>
  );
}

function Ignored({ names }: { names: LogEntry['ignored'] }) {
  if (names.length === 0) return null;
  return (
    <section className="card" aria-labelledby="ignored">
      <Title order={2} size="h4" id="ignored" mb="sm">
        Ignored attributes
      </Title>
      <Text size="sm">
        The request held what nothing stores: register it as a custom schema, or remove it from the mapping.
      </Text>
      <ul>
        {names.map((name) => (
          <li key={name} className="code wrap">
            {name}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Value({ value }: { value: unknown }) {
  if (value === null || value === undefined)
    return (
      <Text size="sm" c="dimmed">
        none
      </Text>
    );
  return <span className="code">{typeof value === 'string' ? value : JSON.stringify(value, null, 1)}</span>;
}

function Members({ title, members }: { title: string; members: LogEntry['addedMembers'] }) {
  if (members === null) return null;
  const more = members.count - members.first.length;
  return (
    <section className="card">
      <Title order={2} size="h4" mb="sm">
        {title}: {members.count.toLocaleString()}
      </Title>
      <ul>
        {members.first.map(({ id, name }) => (
          <li key={id}>
            {name ?? 'gone since'} <span className="code">{id}</span>
          </li>
        ))}
      </ul>
      {more > 0 && <Text size="sm">and {more.toLocaleString()} more</Text>}
    </section>
  );
}
