import { Button, Checkbox, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { schemaIn } from './schema-text.js';

const TYPES = [
  { value: 'string', label: 'Text' },
  { value: 'boolean', label: 'Yes or no' },
  { value: 'integer', label: 'Whole number' },
  { value: 'decimal', label: 'Number' },
  { value: 'dateTime', label: 'Date and time' },
  { value: 'reference', label: 'Address (URI)' },
];
const COMPLEX = { value: 'complex', label: 'With parts of its own (see JSON)' };

/** The members of an attribute that the form shows; others stay as they are. */
interface Attribute {
  readonly name?: string;
  readonly type?: string;
  readonly multiValued?: boolean;
}

/** The name and the attributes of a schema. What it does not show stays as it is in the text. */
export function SchemaForm({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const schema = schemaIn(text);
  if (schema === null || !Array.isArray(schema.attributes ?? []))
    return <Text size="sm">The text under JSON is no schema: correct it there first.</Text>;
  const attributes = (schema.attributes ?? []) as readonly Attribute[];
  const set = (change: object) => onChange(JSON.stringify({ ...schema, ...change }, null, 2));
  const setAttribute = (index: number, change: Attribute) =>
    set({ attributes: attributes.map((each, i) => (i === index ? { ...each, ...change } : each)) });
  return (
    <Stack gap="md">
      <TextInput
        label="Name"
        value={typeof schema.name === 'string' ? schema.name : ''}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      {attributes.map((attribute, index) => (
        <fieldset className="schema-attribute" key={index} aria-label={`Attribute ${index + 1}`}>
          <TextInput
            label="Attribute"
            value={attribute.name ?? ''}
            onChange={(event) => setAttribute(index, { name: event.currentTarget.value })}
            classNames={{ input: 'code' }}
            autoComplete="off"
            spellCheck={false}
          />
          <NativeSelect
            label="Type"
            data={attribute.type === 'complex' ? [...TYPES, COMPLEX] : TYPES}
            value={attribute.type ?? 'string'}
            onChange={(event) => setAttribute(index, { type: event.currentTarget.value })}
          />
          <Checkbox
            label="Several values"
            checked={attribute.multiValued === true}
            onChange={(event) => setAttribute(index, { multiValued: event.currentTarget.checked })}
            mb={8}
          />
          <Button
            variant="default"
            size="xs"
            mb={4}
            aria-label={`Remove attribute ${attribute.name ?? index + 1}`}
            onClick={() => set({ attributes: attributes.filter((_each, i) => i !== index) })}
          >
            Remove
          </Button>
        </fieldset>
      ))}
      <div>
        <Button
          variant="default"
          size="xs"
          onClick={() =>
            set({ attributes: [...attributes, { name: '', type: 'string', multiValued: false }] })
          }
        >
          Add an attribute
        </Button>
      </div>
    </Stack>
  );
}
