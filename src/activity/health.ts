import { dayOf, endingWords } from '../endings/ending-words.js';
import type { Ending } from '../endings/missed-credentials.js';
import { failureWords } from '../access/failure-words.js';
import { HOUR_MS, type LastTimes } from './request-counts.js';

/** How a tenant's provisioning is doing, in one word. */
export const HEALTH_STATES = [
  'switched off',
  'never connected',
  'credentials refused',
  'failing',
  'silent',
  'credentials ended',
  'credentials ending',
  'some writes refused',
  'connected',
  'healthy',
] as const;
export type HealthState = (typeof HEALTH_STATES)[number];

/** The states of a tenant that has worked and needs somebody to look at it; `brokenSql` finds the same ones. */
export const BROKEN: readonly HealthState[] = ['credentials refused', 'failing', 'silent'];

export interface Health {
  readonly state: HealthState;
  /** The state with its figure, such as `silent for 3 h`. */
  readonly summary: string;
  /** What it means and what to do. */
  readonly reason: string;
}

/** What is known of the last 24 hours of a tenant. */
export interface Observed {
  readonly isEnabled: boolean;
  readonly last: LastTimes;
  readonly writes: number;
  readonly failedWrites: number;
  /** The most frequent reason of the failed writes; null when none failed. */
  readonly commonest: { readonly reason: string; readonly count: number } | null;
  /** The credential of Entra that ends or has ended; null when none will be missed. */
  readonly ending: Ending | null;
}

/** Entra comes about every 40 minutes, in quarantine once a day. */
export const SILENT_AFTER_MS = 3 * HOUR_MS;
/**
 * Entra quarantines when more than 40 % fail, from 5,000 failures on, or at 40,000 failures whatever the share. The
 * warning comes earlier: from a few failures on, and at half the number.
 * https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-quarantine-status
 */
export const MAX_SHARE = 0.4;
export const MIN_FAILURES = 5;
export const MANY_FAILURES = 20_000;
/** From the second refusal for one reason on, the next cycle of Entra meets it again. */
const REPEATED = 2;
/** A wrong secret may be anybody's: it counts when nobody else gets in. */
export const LONELY_MS = HOUR_MS;

/** Judges what was seen of a tenant, so that its admin hears of trouble before Entra quarantines the job. */
export function judge(
  { isEnabled, last, writes, failedWrites, commonest, ending }: Observed,
  now: number,
): Health {
  if (!isEnabled) {
    return health(
      'switched off',
      '',
      'Provisioning is switched off: Entra is refused with 403, and all data stays',
    );
  }
  if (isRefused(last, now)) {
    const { meaning, advice } = failureWords(last.refusedReason, true);
    return health(
      'credentials refused',
      '',
      `${meaning}. Entra quarantines a job for this at once. ${advice}`,
    );
  }
  if (last.lastRequestAt === 0) {
    return health(
      'never connected',
      '',
      'No request has come with a code of this tenant: press Test Connection in Entra',
    );
  }
  const all = writes + failedWrites;
  const share = failedWrites / all;
  const most = commonest === null ? '' : `. Most often: ${failureWords(commonest.reason, false).meaning}`;
  if ((failedWrites >= MIN_FAILURES && share > MAX_SHARE) || failedWrites >= MANY_FAILURES) {
    return health(
      'failing',
      `: ${Math.floor(share * 100)} % of writes refused`,
      `${failedWrites} of ${all} writes failed in 24 hours${most}. Entra ` +
        'quarantines a job from 5,000 failures when more than 40 % fail, and at 40,000 failures',
    );
  }
  // Until the job is started in Entra, silence tells nothing.
  const isStarted = last.lastWriteAt > 0 || all > 0;
  const silence = now - last.lastRequestAt;
  if (isStarted && silence >= SILENT_AFTER_MS) {
    return health(
      'silent',
      ` for ${lengthOf(silence)}`,
      'Entra comes about every 40 minutes while a job runs, and once a day in quarantine: look at the job in Entra',
    );
  }
  if (ending?.daysLeft === null) return health('credentials ended', '', endingWords(ending));
  if (commonest !== null && commonest.count >= REPEATED) {
    return health(
      'some writes refused',
      `: ${failedWrites} of ${all}`,
      `Entra comes as it should, but ${failedWrites} of ${all} writes failed in 24 hours${most}. Entra ` +
        'sends them again: the log says of each what to do',
    );
  }
  if (ending !== null) return health('credentials ending', ` ${dayOf(ending.daysLeft)}`, endingWords(ending));
  if (!isStarted) {
    return health(
      'connected',
      ', nothing sent yet',
      'Entra has looked for users or groups and has sent none: start provisioning in Entra, or provision one user on demand',
    );
  }
  if (failedWrites > 0) {
    return health(
      'healthy',
      '',
      `Entra comes as it should; ${failedWrites} of ${all} writes failed in 24 hours${most}`,
    );
  }
  return health('healthy', '', 'Entra comes as it should, and what it sends is accepted');
}

function isRefused({ lastRequestAt, refusedAt, refusedReason }: LastTimes, now: number): boolean {
  if (refusedAt === 0 || refusedAt < lastRequestAt) return false;
  // It is on again, and Entra has not come since.
  if (refusedReason === 'switched-off') return false;
  return refusedReason !== 'wrong-secret' || now - lastRequestAt > LONELY_MS;
}

function lengthOf(millis: number): string {
  const hours = Math.floor(millis / HOUR_MS);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}

function health(state: HealthState, figure: string, reason: string): Health {
  return { state, summary: state + figure, reason };
}
