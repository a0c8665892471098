import { Stack, TextInput } from '@mantine/core';
import { useState, type ComponentProps, type ReactNode } from 'react';
import { Confirm } from './Confirm.js';
import { faultOf } from './field-words.js';

/** Asks for the description and further fields of a new credential. */
export function IssueDialog({
  title,
  action,
  hint,
  change,
  onIssue,
  onClose,
  children,
}: {
  title: string;
  action: string;
  hint?: string;
  change: ComponentProps<typeof Confirm>['change'];
  onIssue: (description: string | null) => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const [description, setDescription] = useState('');
  return (
    <Confirm
      title={title}
      action={action}
      isHarmless
      change={change}
      onConfirm={() => onIssue(description === '' ? null : description)}
      onClose={onClose}
    >
      <Stack gap="md">
        <TextInput
          label="Description"
          description={hint}
          value={description}
          error={faultOf(change.error, 'description')}
          onChange={(event) => setDescription(event.currentTarget.value)}
          data-autofocus
        />
        {children}
      </Stack>
    </Confirm>
  );
}
