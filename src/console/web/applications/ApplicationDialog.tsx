import { Stack, Textarea, TextInput } from '@mantine/core';
import { useState, type ComponentProps } from 'react';
import type { Application } from '../api/answers.js';
import { Confirm } from '../parts/Confirm.js';
import { KeyFields, keysOf, typedKeysOf, type ApplicationKeys } from './KeyFields.js';

/** What the form is about: what is not in it stays. */
export interface ApplicationForm extends ApplicationKeys {
  readonly name: string;
  readonly redirectUris: string[];
  readonly postLogoutRedirectUris: string[];
  readonly backchannelLogoutUri: string | null;
}

/** Asks for the values of a new application, or for other ones. */
export function ApplicationDialog({
  title,
  action,
  before,
  change,
  onSave,
  onClose,
}: {
  title: string;
  action: string;
  before?: Application;
  change: ComponentProps<typeof Confirm>['change'];
  onSave: (form: ApplicationForm) => void;
  onClose: () => void;
}) {
  const [name, setName] = useState(before?.name ?? '');
  const [redirects, setRedirects] = useState((before?.redirectUris ?? []).join('\n'));
  const [postLogout, setPostLogout] = useState((before?.postLogoutRedirectUris ?? []).join('\n'));
  const [backchannel, setBackchannel] = useState(before?.backchannelLogoutUri ?? '');
  const [keys, setKeys] = useState(() => typedKeysOf(before));
  const [isWrong, setIsWrong] = useState(false);
  const save = async () => {
    const known = await keysOf(keys);
    setIsWrong(known === null);
    if (known === null) return;
    onSave({
      name,
      redirectUris: linesOf(redirects),
      postLogoutRedirectUris: linesOf(postLogout),
      backchannelLogoutUri: backchannel.trim() === '' ? null : backchannel.trim(),
      ...known,
    });
  };
  return (
    <Confirm
      title={title}
      action={action}
      isHarmless
      change={change}
      onConfirm={() => void save()}
      onClose={onClose}
    >
      <Stack gap="md">
        <TextInput
          label="Name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
        <Textarea
          label="Redirect URIs"
          description="One on each line; compared exactly"
          placeholder="https://checkin.example.com/callback"
          rows={2}
          value={redirects}
          onChange={(event) => setRedirects(event.currentTarget.value)}
        />
        <Textarea
          label="Post-logout redirect URIs"
          description="Where people may come back to after they have signed out"
          rows={2}
          value={postLogout}
          onChange={(event) => setPostLogout(event.currentTarget.value)}
        />
        <TextInput
          label="Back-channel logout URI"
          description="Is told when a person has signed out, or is disabled or removed in Entra"
          value={backchannel}
          onChange={(event) => setBackchannel(event.currentTarget.value)}
        />
        <KeyFields typed={keys} isThere={before !== undefined} isWrong={isWrong} onChange={setKeys} />
      </Stack>
    </Confirm>
  );
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
