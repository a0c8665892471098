import { Button, Group, NativeSelect, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { FilterFold } from '../parts/FilterFold.js';
import { LATEST } from '../settings/EndField.js';
import { ACTION_WORDS, OUTCOME_WORDS } from './action-words.js';

export const FILTERS = ['action', 'outcome', 'reason', 'resource', 'text', 'from', 'to'] as const;
type Filter = (typeof FILTERS)[number];
/** The filter values; an empty one does not restrict. */
export type Filters = Readonly<Record<Filter, string>>;

const ANY = { value: '', label: 'Any' };
const ACTIONS = [ANY, ...Object.entries(ACTION_WORDS).map(([value, label]) => ({ value, label }))];
const OUTCOMES = [ANY, ...Object.entries(OUTCOME_WORDS).map(([value, label]) => ({ value, label }))];

/** The form with the filters of the log. */
export function LogFilters({
  filters,
  onChange,
  isLive,
  onLive,
}: {
  filters: Filters;
  onChange: (filters: Filters) => void;
  isLive: boolean;
  onLive: (isLive: boolean) => void;
}) {
  const [draft, setDraft] = useState(filters);
  const inAddress = JSON.stringify(filters);
  const [drafted, setDrafted] = useState(inAddress);
  if (drafted !== inAddress) {
    setDrafted(inAddress);
    setDraft(filters);
  }
  const put = (name: Filter) => (event: { currentTarget: { value: string } }) =>
    setDraft({ ...draft, [name]: event.currentTarget.value });
  const choose = (name: Filter) => (event: { currentTarget: { value: string } }) => {
    const chosen = { ...draft, [name]: event.currentTarget.value };
    setDraft(chosen);
    onChange(chosen);
  };
  const clear = () => {
    const none = Object.fromEntries(FILTERS.map((name) => [name, ''])) as Filters;
    setDraft(none);
    onChange(none);
  };
  return (
    <form
      className="card"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        onChange(draft);
      }}
    >
      <FilterFold set={FILTERS.filter((name) => filters[name] !== '').length}>
        <div className="filters">
          <NativeSelect label="Action" data={ACTIONS} value={draft.action} onChange={choose('action')} />
          <NativeSelect label="Outcome" data={OUTCOMES} value={draft.outcome} onChange={choose('outcome')} />
          <TextInput
            label="Reason"
            placeholder="Such as uniqueness"
            maxLength={32}
            value={draft.reason}
            onChange={put('reason')}
          />
          <TextInput
            label="User or group"
            placeholder="Id or whole name"
            maxLength={1024}
            value={draft.resource}
            onChange={put('resource')}
          />
          <TextInput
            label="Text"
            placeholder="In names and details"
            maxLength={100}
            value={draft.text}
            onChange={put('text')}
          />
          <TextInput
            type="datetime-local"
            label="From"
            value={draft.from}
            max={LATEST}
            onChange={put('from')}
          />
          <TextInput type="datetime-local" label="To" value={draft.to} max={LATEST} onChange={put('to')} />
        </div>
        <Group mt="md" gap="sm">
          <Button type="submit" size="xs">
            Search
          </Button>
          <Button size="xs" variant="default" onClick={clear}>
            Clear
          </Button>
        </Group>
      </FilterFold>
      <Switch
        mt="md"
        label="Live"
        aria-label="Live: show new entries as they come"
        checked={isLive}
        onChange={(event) => onLive(event.currentTarget.checked)}
      />
    </form>
  );
}
