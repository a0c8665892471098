import { Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Status, Tenant } from '../api/answers.js';
import { useStatus } from '../api/tenant.js';
import { CopyField } from '../parts/CopyField.js';
import { StateBadge } from '../parts/StateBadge.js';
import { UnreachableNote } from './UnreachableNote.js';

interface Step {
  readonly title: string;
  readonly isDone: boolean;
  readonly content: ReactNode;
}

/** What to do in Entra's portal, in order. Steps that were done are ticked by what Entra has sent. */
export function SetUpSteps({ tenant }: { tenant: Tenant }) {
  const { data: status } = useStatus();
  if (status === undefined) return null;
  const steps = stepsOf(tenant, status);
  const open = steps.filter(({ isDone }) => !isDone).length;
  const next = steps.findIndex(({ isDone }) => !isDone);
  const list = (
    <ol className="steps">
      {steps.map(({ title, isDone, content }, index) => (
        <li key={title} aria-current={index === next ? 'step' : undefined}>
          <div className="step-title">
            <strong>{title}</strong>
            {isDone && <StateBadge mood="good">Done</StateBadge>}
            {index === next && <StateBadge mood="warning">Next</StateBadge>}
          </div>
          <div className="step-content">{content}</div>
        </li>
      ))}
    </ol>
  );
  return (
    <section className="card" aria-labelledby="steps">
      <Title order={2} size="h4" id="steps" mb="xs">
        Set up in Microsoft Entra
      </Title>
      {open === 0 ? (
        <details>
          <summary>All steps are done</summary>
          {list}
        </details>
      ) : (
        <>
          <Text size="sm" c="dimmed">
            {open} of {steps.length} steps to go. Keep this page open beside Entra: it ticks what it sees.
          </Text>
          {list}
        </>
      )}
    </section>
  );
}

function stepsOf(tenant: Tenant, status: Status): readonly Step[] {
  const { directory, externalIdIsObjectId: isObjectId } = status;
  const users = (directory?.users.active ?? 0) + (directory?.users.disabled ?? 0);
  return [
    {
      title: 'Switch provisioning on',
      isDone: tenant.provisioningEnabled,
      content: 'With the switch below. It issues the first access code: keep it for step 3.',
    },
    {
      title: 'Create an application in Entra',
      isDone: status.lastRequestAt !== null,
      content: (
        <>
          In the <b>Microsoft Entra admin center</b>:{' '}
          <Way of={['Enterprise applications', 'New application']} /> &gt; <b>Create your own application</b>.
          Choose <b>Integrate any other application you don’t find in the gallery (Non-gallery)</b>.
        </>
      ),
    },
    {
      title: 'Enter the values, and press Test Connection',
      isDone: status.lastTestConnectionAt !== null,
      content: (
        <>
          <Text size="sm">
            In the application: <Way of={['Provisioning', 'New configuration']} />. Select{' '}
            <b>Bearer authentication</b>, and enter <b>Tenant URL</b> and, as <b>Secret Token</b>, the access
            code from below. Press <b>Test Connection</b>, then <b>Create</b>.
          </Text>
          <UnreachableNote tenantUrl={tenant.tenantUrl} />
          <CopyField label="Tenant URL of Entra" value={tenant.tenantUrl} />
        </>
      ),
    },
    {
      title: 'Check the mapping of externalId',
      isDone: isObjectId === true,
      content: (
        <>
          <Way of={['Provisioning', 'Attribute mapping', 'Provision Microsoft Entra ID Users']} />: open the
          row <b>externalId</b>, change its source attribute from <b>mailNickname</b> to <b>objectId</b>, and
          save. The object id never changes, and sign-in needs it.
          {isObjectId === false && (
            <Text size="sm" fw={600} mt={4}>
              The newest user has no object id as externalId: map it, then provision that user on demand
              again.
            </Text>
          )}
        </>
      ),
    },
    {
      title: 'Provision one user on demand',
      isDone: users > 0,
      content: (
        <>
          <Way of={['Provisioning', 'Provision on demand']} />: select a user, and press <b>Provision</b>. The
          user appears under <b>Users</b> here.
        </>
      ),
    },
    {
      title: 'Choose who is provisioned, and start',
      isDone: users > 1 || (directory?.groups ?? 0) > 0,
      content: (
        <>
          <Way of={['Users and groups', 'Add user/group']} />: assign them. Then{' '}
          <Way of={['Provisioning', 'Overview']} /> &gt; <b>Start provisioning</b>. The first cycle begins
          within some minutes; further ones come about every 40 minutes.
        </>
      ),
    },
  ];
}

/** Where to click, one after the other. */
function Way({ of }: { of: readonly string[] }) {
  return of.map((each, index) => (
    <span key={each}>
      {index > 0 && ' > '}
      <b>{each}</b>
    </span>
  ));
}
