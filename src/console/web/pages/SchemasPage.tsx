import { Button, Group, JsonInput, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Schema, SchemaDefinition } from '../api/answers.js';
import { admin, Problem, query } from '../api/call.js';
import { useTenantChange, useTenantPath } from '../api/tenant.js';
import { Confirm } from '../parts/Confirm.js';
import { Empty } from '../parts/Empty.js';
import { Loading } from '../parts/Loading.js';
import { Page } from '../parts/Page.js';
import { DataTable } from '../parts/PagedTable.js';
import { ProblemNote } from '../parts/ProblemNote.js';

const EXAMPLE = { name: 'Events', attributes: [{ name: 'badge', type: 'string', caseExact: true }] };
const NEW: Draft = {
  urn: 'urn:ietf:params:scim:schemas:extension:events:2.0:User',
  resourceType: 'User',
  text: JSON.stringify(EXAMPLE, null, 2),
  isNew: true,
};

interface Draft {
  readonly urn: string;
  readonly resourceType: string;
  readonly text: string;
  readonly isNew: boolean;
}

/** Extension schemas, whose attributes the customer maps in Entra. */
export function SchemasPage() {
  const path = `${useTenantPath()}/schemas` as const;
  const schemas = useQuery({ queryKey: [path], queryFn: () => admin('GET', path) });
  const [draft, setDraft] = useState<Draft | null>(null);
  const [deleted, setDeleted] = useState<string | null>(null);
  const remove = useTenantChange(
    (of, urn: string) => admin('DELETE', `${of}/schemas/${encodeURIComponent(urn)}`),
    () => setDeleted(null),
  );
  const edit = ({ urn, resourceType, schema }: Schema) =>
    setDraft({ urn, resourceType, text: JSON.stringify(schema, null, 2), isNew: false });
  return (
    <Page
      title="Custom schemas"
      actions={
        <Button onClick={() => setDraft(NEW)} disabled={draft !== null}>
          Add a schema
        </Button>
      }
    >
      {draft !== null && (
        <Editor
          draft={draft}
          taken={draft.isNew ? (schemas.data?.items ?? []).map(({ urn }) => urn) : []}
          onClose={() => setDraft(null)}
        />
      )}
      {schemas.isPending && <Loading what="custom schemas" />}
      {schemas.isError && <ProblemNote error={schemas.error} onRetry={() => void schemas.refetch()} />}
      {schemas.data?.items.length === 0 && (
        <Empty title="No custom schema">
          One is needed for each attribute that Entra maps and SCIM does not have.
        </Empty>
      )}
      {schemas.data !== undefined && schemas.data.items.length > 0 && (
        <div className="card">
          <DataTable
            label="Custom schemas"
            items={schemas.data.items}
            idOf={({ urn }) => urn}
            columns={[
              { title: 'URN', cell: ({ urn }) => <span className="code">{urn}</span> },
              { title: 'Of', cell: ({ resourceType }) => resourceType },
              { title: 'Attributes', cell: ({ schema }) => attributesOf(schema) },
              {
                title: 'Actions',
                isEnd: true,
                cell: (schema) => (
                  <Group gap={6} justify="flex-end" wrap="nowrap">
                    <Button
                      size="compact-xs"
                      variant="default"
                      onClick={() => edit(schema)}
                      disabled={draft !== null}
                      aria-label={`Edit ${schema.urn}`}
                    >
                      Edit
                    </Button>
                    <Button
                      size="compact-xs"
                      variant="default"
                      onClick={() => setDeleted(schema.urn)}
                      aria-label={`Delete ${schema.urn}`}
                    >
                      Delete
                    </Button>
                  </Group>
                ),
              },
            ]}
          />
        </div>
      )}
      {deleted !== null && (
        <Confirm
          title="Delete the schema?"
          action="Delete"
          change={remove}
          onConfirm={() => remove.mutate(deleted)}
          onClose={() => {
            remove.reset();
            setDeleted(null);
          }}
        >
          <Text size="sm" className="code">
            {deleted}
          </Text>
          <Text size="sm">Only possible while no user or group has a value of it.</Text>
        </Confirm>
      )}
    </Page>
  );
}

function Editor({
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
    const body = objectIn(text);
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
        <JsonInput
          label="Schema"
          description="As RFC 7643 section 7 describes it; what is left out takes the defaults there"
          value={text}
          onChange={setText}
          rows={14}
          classNames={{ input: 'code' }}
        />
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

function attributesOf(schema: Record<string, unknown>): string {
  const attributes = (schema['attributes'] ?? []) as readonly { readonly name: string }[];
  return attributes.map(({ name }) => name).join(', ');
}

function objectIn(text: string): object | null {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
