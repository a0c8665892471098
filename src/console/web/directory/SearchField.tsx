import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';

/** The search text, updated a moment after the last key press. */
export function useSearch(): { text: string; search: string; setText: (text: string) => void } {
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text.trim(), 300);
  return { text, search, setText };
}

export function SearchField({
  label,
  hint,
  text,
  onChange,
}: {
  label: string;
  hint: string;
  text: string;
  onChange: (text: string) => void;
}) {
  return (
    <TextInput
      type="search"
      label={label}
      description={hint}
      value={text}
      maxLength={200}
      mb="md"
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
