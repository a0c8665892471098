import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { query } from '../api/call.js';

/** The search over all tenants, above every page of an operator. */
export function SearchAll() {
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const searched = pathname === '/search' ? (new URLSearchParams(search).get('q') ?? '') : '';
  const [text, setText] = useState(searched);
  const [shown, setShown] = useState(searched);
  if (shown !== searched) {
    setShown(searched);
    setText(searched);
  }
  return (
    <form
      className="search-all"
      role="search"
      aria-label="All tenants"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') void navigate(`/search${query({ q: text.trim() })}`);
      }}
    >
      <TextInput
        type="search"
        size="xs"
        aria-label="Search all tenants"
        placeholder="Search all tenants: name, e-mail or id"
        maxLength={1024}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </form>
  );
}
