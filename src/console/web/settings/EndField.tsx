import { TextInput } from '@mantine/core';

/** When something ends, in the reader's time zone. */
export function EndField({
  value,
  onChange,
  hint,
}: {
  value: string;
  onChange: (value: string) => void;
  hint: string;
}) {
  return (
    <TextInput
      type="datetime-local"
      label="Ends"
      description={hint}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** What an `EndField` holds as the admin API takes it. */
export function endOf(value: string): string | null {
  return value === '' ? null : new Date(value).toISOString();
}
