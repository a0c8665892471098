import { PROBLEM_KINDS, type KindOfProblem } from './problems.js';
import type { TenantFound, Verified } from './verify.js';

/** What people read of one tenant. */
export function tenantLines({ tenantId, problems, digest, ...sizes }: TenantFound): string[] {
  const { users, groups, memberships } = sizes;
  const total = problems.reduce((sum, { count }) => sum + count, 0);
  return [
    `tenant ${tenantId}: users ${users}, groups ${groups}, memberships ${memberships}, problems ${total}, digest ${digest}`,
    ...problems.map(problemLine),
  ];
}

export function totalLines({ tenants, problems, digest }: Verified): string[] {
  return [`tenants ${tenants}, problems ${problems}`, `digest ${digest}`];
}

function problemLine({ kind, count, subjects }: KindOfProblem): string {
  const more = count > subjects.length ? '; …' : '';
  return `  ${kind} ${count} (${PROBLEM_KINDS[kind]}): ${subjects.join('; ')}${more}`;
}
