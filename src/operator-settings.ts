import { ENTERED_GUID } from './federation/guid.js';

/** Who operates the service among the people of one Entra tenant. */
export interface OperatorSettings {
  /** GUID of InviteDesk's own Entra tenant, lower-case; `null` when operators have tokens only. */
  readonly entraTenantId: string | null;
  /** By role: object ids of groups in Entra, and names of roles; lower-case. */
  readonly owners: readonly string[];
  readonly support: readonly string[];
  readonly readers: readonly string[];
}

const ENTRY = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,127}$/u;

type OperatorSetting = 'OPERATOR_TENANT_ID' | 'OPERATOR_OWNERS' | 'OPERATOR_SUPPORT' | 'OPERATOR_READERS';

/**
 * @param read reads and parses a setting
 * @param problems receives a line when settings lack each other
 */
export function readOperators(
  read: <T>(name: OperatorSetting, fallback: T, parse: (text: string) => T) => T,
  problems: string[],
): OperatorSettings {
  const list = (name: OperatorSetting) => read<readonly string[]>(name, [], parseOperators);
  const settings: OperatorSettings = {
    entraTenantId: read<string | null>('OPERATOR_TENANT_ID', null, parseEntraTenantId),
    owners: list('OPERATOR_OWNERS'),
    support: list('OPERATOR_SUPPORT'),
    readers: list('OPERATOR_READERS'),
  };
  const isReported = problems.some((problem) => problem.startsWith('OPERATOR_'));
  const incomplete = isReported ? null : incompleteness(settings);
  if (incomplete !== null) problems.push(incomplete);
  return settings;
}

function parseEntraTenantId(text: string): string {
  if (!ENTERED_GUID.test(text))
    throw new Error(`expected a GUID such as 72f988bf-86f1-41af-91ab-2d7cd011db47, got "${text}"`);
  return text.toLowerCase();
}

function parseOperators(text: string): readonly string[] {
  const entries = text.split(',').map((entry) => entry.trim().toLowerCase());
  if (entries.every((entry) => ENTRY.test(entry))) return entries;
  throw new Error(`expected object ids of groups, or names of roles, separated by commas, got "${text}"`);
}

function incompleteness({ entraTenantId, owners, support, readers }: OperatorSettings): string | null {
  const isNamed = owners.length + support.length + readers.length > 0;
  if (entraTenantId === null && isNamed)
    return 'OPERATOR_TENANT_ID: required with OPERATOR_OWNERS, OPERATOR_SUPPORT and OPERATOR_READERS';
  return entraTenantId === null || isNamed
    ? null
    : 'OPERATOR_OWNERS: required with OPERATOR_TENANT_ID, or OPERATOR_SUPPORT or OPERATOR_READERS';
}
