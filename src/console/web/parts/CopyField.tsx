import { Button, TextInput } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';

/** A value to copy, labelled as in the place where it is pasted. */
export function CopyField({ label, value, hint }: { label: string; value: string; hint?: string }) {
  const clipboard = useClipboard({ timeout: 2_000 });
  return (
    <div className="field-row">
      <TextInput
        label={label}
        description={hint}
        value={value}
        readOnly
        autoComplete="off"
        spellCheck={false}
        classNames={{ input: 'code' }}
        onFocus={(event) => event.currentTarget.select()}
        error={
          clipboard.error !== null &&
          'The browser does not let it be copied here: select it and copy it yourself'
        }
      />
      <Button
        variant={clipboard.copied ? 'light' : 'default'}
        aria-label={clipboard.copied ? `${label} copied` : `Copy ${label}`}
        onClick={() => clipboard.copy(value)}
      >
        {clipboard.copied ? 'Copied' : 'Copy'}
      </Button>
    </div>
  );
}
