import { readFileSync } from 'node:fs';

type Environment = Readonly<Record<string, string | undefined>>;

/** Appended to the name of a setting: the variable names the file that has its value, as Docker and Kubernetes mount it. */
export const FILE_SUFFIX = '_FILE';

/**
 * The environment with the secrets that it has in files. Neither a message nor the result has anything else of a file.
 * @param problems receives a line for each file that cannot be used
 */
export function withSecretsOfFiles(
  env: Environment,
  secrets: readonly string[],
  problems: string[],
): Environment {
  const read: Record<string, string> = {};
  for (const name of secrets) {
    const variable = name + FILE_SUFFIX;
    const path = env[variable]?.trim() ?? '';
    if (path === '') continue;
    try {
      if ((env[name]?.trim() ?? '') !== '') throw new Error(`expected this or ${name}, not both`);
      read[name] = contentOf(path);
    } catch (error) {
      problems.push(`${variable}: ${(error as Error).message}`);
    }
  }
  return { ...env, ...read };
}

function contentOf(path: string): string {
  const expected = `expected the path of a file with one line, got "${path}"`;
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new Error(`${expected}, which cannot be read (${(error as NodeJS.ErrnoException).code})`, {
      cause: error,
    });
  }
  if (text === '') throw new Error(`${expected}, which is empty`);
  if (/[\r\n]/.test(text)) throw new Error(`${expected}, which has several`);
  return text;
}
