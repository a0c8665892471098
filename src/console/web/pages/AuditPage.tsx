import { Anchor, Text, TextInput } from '@mantine/core';
import { Link } from 'react-router';
import { useAddress } from '../api/address.js';
import { query } from '../api/call.js';
import { useCursorPages } from '../api/pages.js';
import { Empty } from '../parts/Empty.js';
import { ExportButtons } from '../parts/ExportButtons.js';
import { AUDIT_WORDS } from '../log/audit-words.js';
import { FilterFold } from '../parts/FilterFold.js';
import { Page } from '../parts/Page.js';
import { PagedTable } from '../parts/PagedTable.js';
import { StateBadge } from '../parts/StateBadge.js';
import { Time } from '../parts/Time.js';
import { endOf, LATEST } from '../settings/EndField.js';

const ACTORS: Readonly<Record<string, string>> = {
  'admin-token': 'Admin token',
  'named-token': 'Admin token',
  'operator-session': 'Operator',
  person: 'Person',
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
  const parameters = { tenant: tenant.trim(), from: endOf(from), to: endOf(to) };
  const pages = useCursorPages('/audit-log', { parameters, refreshMs: 5_000 });
  const exportAs = (format: string) => `/admin/v1/audit-log/export${query({ ...parameters, format })}`;
  return (
    <div className="frame plain">
      <Page title="Audit log" actions={<ExportButtons exportAs={exportAs} />}>
        <div className="card" role="search">
          <FilterFold set={[tenant, from, to].filter((each) => each !== '').length}>
            <div className="filters">
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
          </FilterFold>
        </div>
        <PagedTable
          label="Entries of the audit log"
          what="the audit log"
          pages={pages}
          idOf={({ id }) => id}
          columns={[
            { title: 'Time', cell: ({ at }) => <Time at={at} isPrecise /> },
            {
              title: 'Action',
              cell: ({ action }) => <span title={action}>{AUDIT_WORDS[action] ?? action}</span>,
            },
            { title: 'Outcome', cell: ({ outcome }) => <Outcome outcome={outcome} /> },
            {
              title: 'Who',
              cell: ({ actor, address }) => (
                <>
                  {actor.name ?? ACTORS[actor.kind] ?? actor.kind}
                  <Text size="xs" c="dimmed">
                    {actor.name === null ? '' : `${ACTORS[actor.kind] ?? actor.kind} `}
                    {actor.hint} {address}
                  </Text>
                </>
              ),
            },
            {
              title: 'Tenant',
              cell: ({ tenantId, tenantName }) =>
                tenantName === null ? (
                  <span className="code">{tenantId}</span>
                ) : (
                  <Anchor component={Link} to={`/tenants/${tenantId}`} fz="sm" title={tenantId ?? undefined}>
                    {tenantName}
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
