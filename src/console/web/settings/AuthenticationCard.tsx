import { Tabs, Text, Title } from '@mantine/core';
import { useAddress } from '../api/address.js';
import type { Tenant } from '../api/answers.js';
import { BearerMethod } from './BearerMethod.js';
import { FederationMethod } from './FederationMethod.js';
import { OAuthMethod } from './OAuthMethod.js';

/** The values to enter in Entra, by authentication method, named and ordered like Entra's fields. */
export function AuthenticationCard({ tenant }: { tenant: Tenant }) {
  const address = useAddress();
  const method = address.get('method');
  return (
    <section className="card" aria-labelledby="authentication">
      <Title order={2} size="h4" id="authentication">
        Authentication method
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        In the Entra admin center: Enterprise applications &gt; your application &gt; Provisioning &gt; New
        configuration. Choose one of these there, and copy the fields over.
      </Text>
      <Tabs
        value={method === '' ? 'bearer' : method}
        onChange={(next) => address.set({ method: next === 'bearer' ? '' : (next ?? '') })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="bearer">Bearer authentication</Tabs.Tab>
          <Tabs.Tab value="oauth">OAuth2 client credentials grant</Tabs.Tab>
          <Tabs.Tab value="federation">Workload identity federation</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="bearer">
          <BearerMethod tenant={tenant} />
        </Tabs.Panel>
        <Tabs.Panel value="oauth">
          <OAuthMethod tenant={tenant} />
        </Tabs.Panel>
        <Tabs.Panel value="federation">
          <FederationMethod tenant={tenant} />
        </Tabs.Panel>
      </Tabs>
    </section>
  );
}
