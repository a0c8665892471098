import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSession } from '../api/session.js';
import { mayChange, type ChangingRole } from './operator.js';

/** Whether the user may change what needs this role of operators. */
export function useMayChange(least: ChangingRole = 'owner'): boolean {
  const { data: session } = useSession();
  return mayChange(session, least);
}

/** Shows what changes something only to those who may. */
export function WhoMay({ least = 'owner', children }: { least?: ChangingRole; children: ReactNode }) {
  return useMayChange(least) ? children : null;
}

/** Tells an operator why there are no buttons. */
export function RoleNote() {
  const { data: session } = useSession();
  const role = session?.role ?? null;
  if (role === null || role === 'owner') return null;
  return (
    <Text size="sm" c="dimmed" mb="md" role="note">
      {role === 'support'
        ? 'Your role is support: you switch provisioning, make links, log bodies and sign people out. An owner changes the rest.'
        : 'Your role is read-only: you see everything here, and change nothing.'}
    </Text>
  );
}
