import { Button, Group, JsonInput, NativeSelect, Stack, Tabs, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { SchemaDefinition } from '../api/answers.js';
import { admin, Problem, query } from '../api/call.js';
import { useTenantChange } from '../api/tenant.js';
import { ProblemNote } from '../parts/ProblemNote.js';
import { SchemaForm } from './SchemaForm.js';
import { schemaIn } from './schema-text.js';

export interface Draft {
  readonly urn: string;
  readonly resourceType: string;
  readonly text: string;
  readonly isNew: boolean;
}

/** Edits a schema, by a form or as JSON. */
export function SchemaEditor({
  draft,
  taken,
  onClose,
}: {
  draft: Draft;
  /** URNs of existing schemas, which would be replaced. */
  taken: readonly string[];
  onClose: () => void;
}) {
  const [urn, setUrn] = useState(draft.urn);
  const [resourceType, setResourceType] = useState(draft.resourceType);
  const [text, setText] = useState(draft.text);
  const put = useTenantChange(
    (path, body: SchemaDefinition) =>
      admin('PUT', `${path}/schemas/${encodeURIComponent(urn.trim())}${query({ resourceType })}`, body),
    onClose,
  );
  const [wrong, setWrong] = useState<Problem | null>(null);
  const save = () => {
    const body = schemaIn(text);
    const isTaken = taken.some((each) => each.toLowerCase() === urn.trim().toLowerCase());
    if (isTaken)
      setWrong(new Problem(409, 'There is a schema of this URN: edit that one, or choose another'));
    else if (body === null) setWrong(new Problem(400, 'The schema is not a JSON object'));
    else {
      setWrong(null);
      // The service says what is wrong with it.
      put.mutate(body as SchemaDefinition);
    }
  };
  const error = wrong ?? put.error;
  return (
    <form
      className="card"
      aria-label="Schema"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Stack gap="md">
        {error !== null && <ProblemNote error={error} />}
        <TextInput
          label="URN"
          value={urn}
          readOnly={!draft.isNew}
          onChange={(event) => setUrn(event.currentTarget.value)}
          classNames={{ input: 'code' }}
          required
          withAsterisk={false}
        />
        <NativeSelect
          label="Extends"
          data={['User', 'Group']}
          value={resourceType}
          disabled={!draft.isNew}
          onChange={(event) => setResourceType(event.currentTarget.value)}
        />
        <Tabs defaultValue={draft.isNew ? 'form' : 'json'} keepMounted={false}>
          <Tabs.List mb="sm">
            <Tabs.Tab value="form">Form</Tabs.Tab>
            <Tabs.Tab value="json">JSON</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="form">
            <SchemaForm text={text} onChange={setText} />
          </Tabs.Panel>
          <Tabs.Panel value="json">
            <JsonInput
              label="Schema"
              description="As RFC 7643 section 7 describes it; what is left out takes the defaults there"
              value={text}
              onChange={setText}
              rows={14}
              classNames={{ input: 'code' }}
            />
          </Tabs.Panel>
        </Tabs>
        <Group gap="sm">
          <Button type="submit" loading={put.isPending}>
            Save
          </Button>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
