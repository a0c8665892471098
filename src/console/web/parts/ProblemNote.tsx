import { Alert, Button, Text } from '@mantine/core';
import { Problem } from '../api/call.js';
import { fieldWords } from './field-words.js';

/** Shows what the service refused and why. */
export function ProblemNote({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const problem = error instanceof Problem ? error : null;
  const fields = problem?.fields ?? [];
  return (
    <Alert color="red" role="alert" title={titleOf(problem)} mb="md">
      {fields.length > 0 ? (
        <ul>
          {fields.map(({ field, message }) => (
            <li key={field + message}>
              <strong>{fieldWords(field)}</strong>: {message}
            </li>
          ))}
        </ul>
      ) : (
        <Text size="sm">{error instanceof Error ? error.message : String(error)}</Text>
      )}
      {problem?.requestId != null && <Text size="xs">Request id: {problem.requestId}</Text>}
      {onRetry !== undefined && (
        <Button size="xs" color="red" mt="sm" onClick={onRetry}>
          Try again
        </Button>
      )}
    </Alert>
  );
}

function titleOf(problem: Problem | null): string {
  switch (problem?.status ?? 500) {
    case 0:
      return 'No connection';
    case 400:
      return 'Something in the form is not right';
    case 401:
      return 'Not let in';
    case 403:
      return 'Not allowed';
    case 404:
      return 'Not found';
    case 409:
      return 'Not possible as things are';
    case 410:
      return 'No longer valid';
    default:
      return 'That did not work';
  }
}
