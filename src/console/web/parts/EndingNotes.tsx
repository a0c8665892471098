import { Alert, Button, Text } from '@mantine/core';
import type { Ending } from '../api/answers.js';
import { WhoMay } from './WhoMay.js';

/**
 * What ends soon or has ended, with what to do about it.
 * @param onRotate of those that can be rotated here
 */
export function EndingNotes({
  endings,
  canBeRotated,
  onRotate,
}: {
  endings: readonly Ending[];
  canBeRotated: (kind: Ending['kind']) => boolean;
  onRotate: (ending: Ending) => void;
}) {
  return endings.map((each) => (
    <Alert
      key={each.id}
      color={each.daysLeft === null ? 'red' : 'orange'}
      title={titleOf(each)}
      role="status"
      mb="md"
    >
      <Text size="sm">{each.meaning}.</Text>
      {canBeRotated(each.kind) && each.daysLeft !== null && each.replacedBy === null && (
        <WhoMay>
          <Button size="xs" variant="default" mt="sm" onClick={() => onRotate(each)}>
            Rotate {each.hint}…
          </Button>
        </WhoMay>
      )}
    </Alert>
  ));
}

function titleOf({ kind, daysLeft, replacedBy }: Ending): string {
  if (replacedBy !== null) return 'The new one is not in use yet';
  const what = {
    'access-code': 'The access code',
    'client-secret': 'The client secret',
    'setup-link': 'A link',
    'application-secret': 'The secret of an application',
  }[kind];
  if (daysLeft === null) return `${what} has ended`;
  return daysLeft < 1
    ? `${what} ends within a day`
    : `${what} ends in ${daysLeft} ${daysLeft === 1 ? 'day' : 'days'}`;
}
