import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';

/** A new secret. */
interface FreshSecret {
  /** The path of its credential in the admin API. */
  readonly of: string;
  readonly text: string;
}

/** New secrets, each kept until the user confirms having stored it: it cannot be shown again. */
export interface FreshSecrets {
  readonly areThere: boolean;
  readonly textsOf: (of: string) => readonly string[];
  readonly add: (of: string, text: string) => void;
  readonly forget: (text: string) => void;
  /** Forgets the secrets of a deleted object and of everything below it. */
  readonly forgetAllOf: (of: string) => void;
}

const Secrets = createContext<FreshSecrets | null>(null);

/** Keeps new secrets across pages, and warns before the window is closed. */
export function FreshSecretsKeeper({ children }: { children: ReactNode }) {
  const [secrets, setSecrets] = useState<readonly FreshSecret[]>([]);
  const areThere = secrets.length > 0;
  useEffect(() => {
    if (!areThere) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [areThere]);
  const keep = (isKept: (secret: FreshSecret) => boolean) => setSecrets((before) => before.filter(isKept));
  return (
    <Secrets
      value={{
        areThere,
        textsOf: (of) => secrets.filter((each) => each.of === of).map(({ text }) => text),
        add: (of, text) => setSecrets((before) => [{ of, text }, ...before]),
        forget: (text) => keep((each) => each.text !== text),
        forgetAllOf: (of) => keep((each) => each.of !== of && !each.of.startsWith(`${of}/`)),
      }}
    >
      {children}
    </Secrets>
  );
}

/**
 * The new secrets, on any page.
 * @throws Error outside a `FreshSecretsKeeper`
 */
export function useFreshSecrets(): FreshSecrets {
  const secrets = useContext(Secrets);
  if (secrets === null) throw new Error('Nothing keeps secrets here');
  return secrets;
}
