import { Anchor, Text, TextInput } from '@mantine/core';
import { Link } from 'react-router';
import { useAddress } from '../api/address.js';
import { useCursorPages } from '../api/pages.js';
import { Empty } from '../parts/Empty.js';
import { Page } from '../parts/Page.js';
import { PagedTable } from '../parts/PagedTable.js';
import { StateBadge } from '../parts/StateBadge.js';
import { Time } from '../parts/Time.js';
import { endOf, LATEST } from '../settings/EndField.js';

const ACTORS: Readonly<Record<string, string>> = {
  'admin-token': 'Admin token',
  'operator-session': 'Operator',
  'setup-link': 'Set-up link',
  'read-only-link': 'Read-only link',
  'command-line': 'Command line',
  nobody: 'Nobody let in',
};
const OUTCOMES = {
  done: { mood: 'good', word: 'Done' },
  refused: { mood: 'warning', word: 'Refused' },
  failed: { mood: 'bad', word: 'Failed' },
} as const;

/** The actions in the admin API and the console, and who performed them. */
export function AuditPage() {
  const address = useAddress();
  const [tenant, from, to] = [address.get('tenant'), address.get('from'), address.get('to')];
  const put = (name: string) => (event: { currentTarget: { value: string } }) =>
    address.set({ [name]: event.currentTarget.value });
  const pages = useCursorPages('/audit-log', {
    parameters: { tenant: tenant.trim(), from: endOf(from), to: endOf(to) },
    refreshMs: 5_000,
  });
  return (
    <div className="frame plain">
      <Page title="Audit log">
        <div className="card filters" role="search">
          <TextInput label="Tenant" placeholder="Its id" value={tenant} onChange={put('tenant')} />
          <TextInput
            type="datetime-local"
            label="From"
            value={from}
            max={LATEST}
            error={from !== '' && endOf(from) === null && 'No such date'}
            onChange={put('from')}
          />
          <TextInput
            type="datetime-local"
            label="To"
            value={to}
            max={LATEST}
            error={to !== '' && endOf(to) === null && 'No such date'}
            onChange={put('to')}
          />
        </div>
        <PagedTable
          label="Entries of the audit log"
          what="the audit log"
          pages={pages}
          idOf={({ id }) => id}
          columns={[
            { title: 'Time', cell: ({ at }) => <Time at={at} /> },
            { title: 'Action', cell: ({ action }) => <span className="code nowrap">{action}</span> },
            { title: 'Outcome', cell: ({ outcome }) => <Outcome outcome={outcome} /> },
            {
              title: 'Who',
              cell: ({ actor, address }) => (
                <>
                  {ACTORS[actor.kind] ?? actor.kind}
                  <Text size="xs" c="dimmed">
                    {actor.hint} {address}
                  </Text>
                </>
              ),
            },
            {
              title: 'Tenant',
              cell: ({ tenantId }) =>
                tenantId !== null && (
                  <Anchor component={Link} to={`/tenants/${tenantId}`} className="code nowrap">
                    {tenantId}
                  </Anchor>
                ),
            },
            {
              title: 'Detail',
              cell: ({ target, detail }) => (
                <span className="code">
                  {[target, detail === null ? null : JSON.stringify(detail)].filter(Boolean).join(' ')}
                </span>
              ),
            },
          ]}
          empty={<Empty title="No entry is like that" />}
        />
      </Page>
    </div>
  );
}

function Outcome({ outcome }: { outcome: string }) {
  const { mood, word } = OUTCOMES[outcome as keyof typeof OUTCOMES];
  return <StateBadge mood={mood}>{word}</StateBadge>;
}
