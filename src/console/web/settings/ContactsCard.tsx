import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { admin } from '../api/call.js';
import { useTenantChange, useTenantPath } from '../api/tenant.js';
import { Loading } from '../parts/Loading.js';
import { ProblemNote } from '../parts/ProblemNote.js';
import { useMayChange, WhoMay } from '../parts/WhoMay.js';
import { StateBadge } from '../parts/StateBadge.js';

/** Who is told by mail what needs somebody. */
export function ContactsCard() {
  const path = `${useTenantPath()}/contacts` as const;
  const read = useQuery({ queryKey: [path], queryFn: () => admin('GET', path) });
  const may = useMayChange();
  const [added, setAdded] = useState('');
  const change = useTenantChange(
    (of, addresses: string[]) => admin('PUT', `${of}/contacts`, { addresses }),
    () => setAdded(''),
  );
  const contacts = read.data?.contacts ?? [];
  const addresses = contacts.map(({ address }) => address);
  return (
    <section className="card" aria-labelledby="contacts">
      <Title order={2} size="h4" id="contacts">
        Contacts
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        They get a mail when a credential ends, when provisioning does not work for an hour, and when Entra
        connects for the first time: at most one a day for each.
        {read.data?.areMailsSent === false &&
          ' This deployment sends no mails: its operators have not set it up.'}
      </Text>
      {read.isPending && <Loading what="the contacts" />}
      {read.isError && <ProblemNote error={read.error} onRetry={() => void read.refetch()} />}
      {change.isError && <ProblemNote error={change.error} />}
      {contacts.length > 0 && (
        <ul className="contacts" aria-label="Contacts">
          {contacts.map(({ address, unsubscribedAt }) => (
            <li key={address}>
              <span className="wrap">{address}</span>
              {unsubscribedAt !== null && <StateBadge mood="plain">Unsubscribed</StateBadge>}
              <WhoMay>
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={`Remove ${address}`}
                  disabled={change.isPending}
                  onClick={() => change.mutate(addresses.filter((each) => each !== address))}
                >
                  Remove
                </Button>
              </WhoMay>
            </li>
          ))}
        </ul>
      )}
      {read.isSuccess && may && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            change.mutate([...addresses, added.trim()]);
          }}
        >
          <Stack gap="xs">
            <Group align="flex-end">
              <TextInput
                type="email"
                label="E-mail address"
                className="grow"
                value={added}
                onChange={(event) => setAdded(event.currentTarget.value)}
                required
                withAsterisk={false}
                autoComplete="off"
              />
              <Button type="submit" variant="default" loading={change.isPending}>
                Add
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </section>
  );
}
