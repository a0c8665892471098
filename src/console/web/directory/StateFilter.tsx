import { NativeSelect } from '@mantine/core';

const STATES = [
  { value: '', label: 'Any' },
  { value: 'active', label: 'Active' },
  { value: 'disabled', label: 'Disabled' },
  { value: 'failing', label: 'With errors' },
];

/** Which users a list shows. */
export function StateFilter({ state, onChange }: { state: string; onChange: (state: string) => void }) {
  return (
    <NativeSelect
      label="State"
      description="Entra disables users whom it no longer provisions"
      data={STATES}
      value={state}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
