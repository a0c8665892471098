import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useState } from 'react';
import { useAddress } from '../api/address.js';

const WAIT_MS = 300;

/** The search text, which the page's address gets a moment after the last key press. */
export function useSearch(): { text: string; search: string; setText: (text: string) => void } {
  const address = useAddress();
  const search = address.get('search');
  const [text, setText] = useState(search);
  const [shown, setShown] = useState(search);
  const [own, setOwn] = useState(search);
  // The address may change otherwise, as with Back. What it gets from this field may be older than the text.
  if (shown !== search) {
    setShown(search);
    setOwn(search);
    if (search !== own) setText(search);
  }
  const setSearch = useDebouncedCallback((given: string) => {
    setOwn(given);
    address.set({ search: given });
  }, WAIT_MS);
  return {
    text,
    search,
    setText: (given) => {
      setText(given);
      setSearch(given.trim());
    },
  };
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
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
