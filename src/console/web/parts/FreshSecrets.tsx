import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';

/** A secret just made. */
interface FreshSecret {
  /** Path of what it is of, in the admin API. */
  readonly of: string;
  readonly text: string;
}

/** Secrets just made, each until one says that it is kept elsewhere: nothing else shows it again. */
export interface FreshSecrets {
  readonly areThere: boolean;
  readonly textsOf: (of: string) => readonly string[];
  readonly add: (of: string, text: string) => void;
  readonly forget: (text: string) => void;
  /** Forgets those of something that is gone, and of all below it. */
  readonly forgetAllOf: (of: string) => void;
}

const Secrets = createContext<FreshSecrets | null>(null);

/** Keeps new secrets while one goes from page to page, and asks before the window is closed on them. */
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
 * The secrets that were just made, on any page.
 * @throws Error outside of a `FreshSecretsKeeper`
 */
export function useFreshSecrets(): FreshSecrets {
  const secrets = useContext(Secrets);
  if (secrets === null) throw new Error('Nothing keeps secrets here');
  return secrets;
}
