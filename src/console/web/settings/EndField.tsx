import { TextInput } from '@mantine/core';

/** Years of more digits are no date for anybody. */
export const LATEST = '9999-12-31T23:59';

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
      max={LATEST}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** What a field of date and time holds, as the admin API takes it; null for what is none. */
export function endOf(value: string): string | null {
  const time = new Date(value);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
