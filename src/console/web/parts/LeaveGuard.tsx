import { Text } from '@mantine/core';
import { useEffect } from 'react';
import { useBlocker } from 'react-router';
import { Confirm } from './Confirm.js';

const NOTHING_YET = { isPending: false, error: null };

/** Asks before one leaves a page that has what is shown once. */
export function LeaveGuard({ isOn }: { isOn: boolean }) {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => isOn && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (!isOn) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isOn]);
  if (blocker.state !== 'blocked') return null;
  return (
    <Confirm
      title="Leave without the secret?"
      action="Leave"
      change={NOTHING_YET}
      onConfirm={() => blocker.proceed()}
      onClose={() => blocker.reset()}
    >
      <Text size="sm">You have not said that you copied it, and it cannot be shown again.</Text>
    </Confirm>
  );
}
