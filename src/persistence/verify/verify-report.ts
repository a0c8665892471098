import { PROBLEM_KINDS, type KindOfProblem } from './problems.js';
import type { TenantFound, Verified } from './verify.js';

export function printTenant(found: TenantFound): void {
  console.log(tenantLines(found).join('\n'));
}

/** Says what came out; the process will exit with 1 if anything is wrong. */
export function printTotal({ tenants, problems, digest }: Verified): void {
  console.log(`tenants ${tenants}, problems ${problems}\ndigest ${digest}`);
  if (problems > 0) process.exitCode = 1;
}

function tenantLines({ tenantId, problems, digest, ...sizes }: TenantFound): string[] {
  const { users, groups, memberships } = sizes;
  const total = problems.reduce((sum, { count }) => sum + count, 0);
  return [
    `tenant ${tenantId}: users ${users}, groups ${groups}, memberships ${memberships}, problems ${total}, digest ${digest}`,
    ...problems.map(problemLine),
  ];
}

function problemLine({ kind, count, subjects }: KindOfProblem): string {
  const more = count > subjects.length ? '; …' : '';
  return `  ${kind} ${count} (${PROBLEM_KINDS[kind]}): ${subjects.join('; ')}${more}`;
}
