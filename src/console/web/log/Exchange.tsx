import { Button, Group, Text, Title } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import type { LogEntryDetail } from '../api/answers.js';
import { useTenant } from '../api/tenant.js';
import { curlOf } from './curl.js';
import { indentedJson } from './indented-json.js';

/** What was sent and answered, as far as it is kept, and the command that sends it again. */
export function Exchange({ entry }: { entry: LogEntryDetail }) {
  const { data: tenant } = useTenant();
  const clipboard = useClipboard({ timeout: 2_000 });
  const { exchange } = entry;
  const command = tenant === undefined ? null : curlOf(entry, tenant.tenantUrl);
  if (exchange === null && command === null) return null;
  return (
    <section className="card" aria-labelledby="exchange">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4" id="exchange">
          Request and answer
        </Title>
        {command !== null && (
          <Button variant="default" size="xs" onClick={() => clipboard.copy(command.text)}>
            {clipboard.copied ? 'Copied' : 'Copy as curl'}
          </Button>
        )}
      </Group>
      {exchange === null ? (
        <Text size="sm" c="dimmed">
          Bodies were not logged at that time.
        </Text>
      ) : (
        <>
          <Text size="sm" className="code wrap" mb="sm">
            {exchange.method} {exchange.path}
          </Text>
          <Body name="Body of the request" body={exchange.request} />
          <Body name="Body of the answer" body={exchange.answer} />
        </>
      )}
      {command !== null && (
        <details>
          <summary>curl</summary>
          {command.notes.map((note) => (
            <Text key={note} size="sm" c="dimmed">
              {note}
            </Text>
          ))}
          <pre className="raw" tabIndex={0} aria-label="curl">
            {command.text}
          </pre>
          {clipboard.error !== null && (
            <Text size="sm" role="alert">
              The browser does not let it be copied here: select it and copy it yourself.
            </Text>
          )}
        </details>
      )}
    </section>
  );
}

type Kept = NonNullable<LogEntryDetail['exchange']>['request'];

function Body({ name, body }: { name: string; body: Kept }) {
  if (body === null) {
    return (
      <Text size="sm" c="dimmed">
        {name}: none is kept.
      </Text>
    );
  }
  return (
    <details>
      <summary>{name}</summary>
      {body.isCut && (
        <Text size="sm" c="dimmed">
          Only the beginning of it is kept.
        </Text>
      )}
      <pre className="raw" tabIndex={0} aria-label={name}>
        {indentedJson(body.text)}
      </pre>
    </details>
  );
}
