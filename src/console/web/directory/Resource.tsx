import { Tabs } from '@mantine/core';
import type { ReactNode } from 'react';

/** A user or group, in readable form and as SCIM JSON. */
export function Resource({ resource, children }: { resource: object; children: ReactNode }) {
  return (
    <section className="card" aria-label="Attributes">
      <Tabs defaultValue="words" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="words">In words</Tabs.Tab>
          <Tabs.Tab value="raw">As SCIM</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="words">{children}</Tabs.Panel>
        <Tabs.Panel value="raw">
          <pre className="raw" tabIndex={0} aria-label="SCIM">
            {JSON.stringify(resource, null, 2)}
          </pre>
        </Tabs.Panel>
      </Tabs>
    </section>
  );
}

export interface ShownFact {
  readonly label: string;
  readonly content: ReactNode;
}

/** A list of names and values. */
export function Facts({ facts }: { facts: readonly ShownFact[] }) {
  return (
    <dl className="facts">
      {facts.map(({ label, content }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{content}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Lines below each other. */
export function Lines({ lines }: { lines: readonly string[] }) {
  return lines.map((line, place) => <div key={`${place} ${line}`}>{line}</div>);
}
