import { TextInput } from '@mantine/core';

/** The date field would otherwise accept years of five or six digits. */
export const LATEST = '9999-12-31T23:59';

/** A field for the end of a credential, in the reader's time zone. */
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

/** Converts the value of a date and time field for the admin API; null when it is no time. */
export function endOf(value: string): string | null {
  const time = new Date(value);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
