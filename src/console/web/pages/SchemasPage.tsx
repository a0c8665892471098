import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Schema } from '../api/answers.js';
import { admin } from '../api/call.js';
import { useTenantChange, useTenantPath } from '../api/tenant.js';
import { Confirm } from '../parts/Confirm.js';
import { Empty } from '../parts/Empty.js';
import { Loading } from '../parts/Loading.js';
import { Page } from '../parts/Page.js';
import { DataTable, type Column } from '../parts/PagedTable.js';
import { RoleNote, useMayChange, WhoMay } from '../parts/WhoMay.js';
import { ProblemNote } from '../parts/ProblemNote.js';
import { SchemaEditor, type Draft } from '../schemas/SchemaEditor.js';

const EXAMPLE = { name: 'Events', attributes: [{ name: 'badge', type: 'string', caseExact: true }] };
const NEW: Draft = {
  urn: 'urn:ietf:params:scim:schemas:extension:events:2.0:User',
  resourceType: 'User',
  text: JSON.stringify(EXAMPLE, null, 2),
  isNew: true,
};

/** Extension schemas, whose attributes the customer maps in Entra. */
export function SchemasPage() {
  const path = `${useTenantPath()}/schemas` as const;
  const schemas = useQuery({ queryKey: [path], queryFn: () => admin('GET', path) });
  const may = useMayChange();
  const [draft, setDraft] = useState<Draft | null>(null);
  const [deleted, setDeleted] = useState<string | null>(null);
  const remove = useTenantChange(
    (of, urn: string) => admin('DELETE', `${of}/schemas/${encodeURIComponent(urn)}`),
    () => setDeleted(null),
  );
  const edit = ({ urn, resourceType, schema }: Schema) =>
    setDraft({ urn, resourceType, text: JSON.stringify(schema, null, 2), isNew: false });
  const actions: Column<Schema> = {
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
  };
  return (
    <Page
      title="Custom schemas"
      actions={
        <WhoMay>
          <Button onClick={() => setDraft(NEW)} disabled={draft !== null}>
            Add a schema
          </Button>
        </WhoMay>
      }
    >
      <RoleNote />
      {draft !== null && (
        <SchemaEditor
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
              ...(may ? [actions] : []),
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

function attributesOf(schema: Record<string, unknown>): string {
  const attributes = (schema['attributes'] ?? []) as readonly { readonly name: string }[];
  return attributes.map(({ name }) => name).join(', ');
}
