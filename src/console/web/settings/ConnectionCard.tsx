import { Anchor, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import type { Status } from '../api/answers.js';
import { useStatus } from '../api/tenant.js';
import { Loading } from '../parts/Loading.js';
import { ProblemNote } from '../parts/ProblemNote.js';
import { Ago } from '../parts/Time.js';

/** Entra's last requests, refreshed regularly so that admins see the effect of pressing buttons in Entra. */
export function ConnectionCard() {
  const status = useStatus();
  return (
    <section className="card" aria-labelledby="connection">
      <Title order={2} size="h4" id="connection" mb="sm">
        Connection
      </Title>
      {status.isPending && <Loading what="the state of the connection" />}
      {status.isError && <ProblemNote error={status.error} onRetry={() => void status.refetch()} />}
      {status.data !== undefined && <Connection status={status.data} />}
    </section>
  );
}

function Connection({ status }: { status: Status }) {
  const { headline, dot } = describe(status);
  const { directory } = status;
  return (
    <>
      <div className="live">
        <span className={`dot ${dot}`} aria-hidden />
        <div>
          <Text fw={600} role="status">
            {headline}
          </Text>
          <Text size="sm" c="dimmed">
            {status.health.reason}.
          </Text>
        </div>
      </div>
      <Text size="sm" mt="md">
        Test Connection: <Ago at={status.lastTestConnectionAt} never="not seen yet" /> · Last request:{' '}
        <Ago at={status.lastRequestAt} /> · Last write: <Ago at={status.lastWriteAt} />
      </Text>
      {directory !== null && (
        <Text size="sm">
          {directory.users.active} active and {directory.users.disabled} disabled users, {directory.groups}{' '}
          groups, {directory.memberships} memberships.{' '}
          <Anchor component={Link} to="status" fz="sm" underline="always">
            Status in full
          </Anchor>
        </Text>
      )}
    </>
  );
}

function describe({ health }: Status): {
  headline: string;
  dot: string;
} {
  switch (health.state) {
    case 'switched off':
      return { headline: 'Switched off', dot: '' };
    case 'credentials refused':
      return { headline: 'Entra is refused: its credential does not work', dot: 'bad' };
    case 'failing':
      return { headline: `Connected, but ${health.summary}`, dot: 'bad' };
    case 'credentials ended':
      return { headline: 'Connected, but the credential in Entra has ended', dot: 'bad' };
    case 'credentials ending':
      return { headline: `Connected, but ${health.summary}`, dot: 'waiting' };
    case 'silent':
    case 'some writes refused':
      return { headline: `Connected, but ${health.summary}`, dot: 'waiting' };
    case 'connected':
      return { headline: 'Connected, waiting: nothing sent yet', dot: 'good' };
    case 'never connected':
      return { headline: 'Waiting for Test Connection…', dot: 'waiting' };
    case 'healthy':
      return { headline: 'Connected', dot: 'good' };
  }
}
