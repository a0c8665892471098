import { useState } from 'react';

/** A secret just made. */
interface FreshSecret {
  /** What it is of, such as the id of a client. */
  readonly of: string;
  readonly text: string;
}

/** Secrets just made, each until one says that it is kept elsewhere: nothing shows it again. */
export interface FreshSecrets {
  readonly areThere: boolean;
  readonly textsOf: (of: string) => readonly string[];
  readonly add: (of: string, text: string) => void;
  readonly forget: (text: string) => void;
}

export function useFreshSecrets(): FreshSecrets {
  const [secrets, setSecrets] = useState<readonly FreshSecret[]>([]);
  return {
    areThere: secrets.length > 0,
    textsOf: (of) => secrets.filter((each) => each.of === of).map(({ text }) => text),
    add: (of, text) => setSecrets((before) => [{ of, text }, ...before]),
    forget: (text) => setSecrets((before) => before.filter((each) => each.text !== text)),
  };
}
