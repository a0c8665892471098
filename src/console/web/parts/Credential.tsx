import type { ReactNode } from 'react';
import { credentialState, type Lifetime } from './credential-state.js';
import { StateBadge } from './StateBadge.js';
import { useNow } from './Time.js';

/** Whether a credential works, accurate to the second. */
export function CredentialBadge({ of }: { of: Lifetime }) {
  const { mood, word } = credentialState(of, useNow());
  return <StateBadge mood={mood}>{word}</StateBadge>;
}

/** Actions that are available while a credential works. */
export function WhileItWorks({ of, children }: { of: Lifetime; children: ReactNode }) {
  return credentialState(of, useNow()).works && children;
}
