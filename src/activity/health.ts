import { HOUR_MS, type LastTimes } from './request-counts.js';

/** How a tenant's provisioning is doing, in one word. */
export const HEALTH_STATES = [
  'switched off',
  'never connected',
  'credentials refused',
  'failing',
  'silent',
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
  /** Of the failed writes, most often; null without any. */
  readonly commonest: string | null;
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
/** A wrong secret may be anybody's: it counts when nobody else gets in. */
export const LONELY_MS = HOUR_MS;

const REFUSED: Readonly<Record<string, string>> = {
  expired: 'The access code that Entra uses has expired',
  revoked: 'The access code that Entra uses is revoked',
  'bearer-twice': 'Secret Token begins with "Bearer", which Entra puts before it by itself',
};

/** Judges what was seen of a tenant, so that its admin hears of trouble before Entra quarantines the job. */
export function judge({ isEnabled, last, writes, failedWrites, commonest }: Observed, now: number): Health {
  if (!isEnabled) {
    return health(
      'switched off',
      '',
      'Provisioning is switched off: Entra is refused with 403, and all data stays',
    );
  }
  if (isRefused(last, now)) {
    const what =
      REFUSED[last.refusedReason] ?? `The credential that Entra uses is refused (${last.refusedReason})`;
    return health(
      'credentials refused',
      '',
      `${what}. Entra quarantines a job for this at once: enter a code that works as Secret Token`,
    );
  }
  if (last.lastRequestAt === 0) {
    return health(
      'never connected',
      '',
      'No request has come with a code of this tenant: press Test Connection in Entra',
    );
  }
  const share = failedWrites / (writes + failedWrites);
  if ((failedWrites >= MIN_FAILURES && share > MAX_SHARE) || failedWrites >= MANY_FAILURES) {
    const percent = Math.floor(share * 100);
    return health(
      'failing',
      `: ${percent} % of writes refused`,
      `${failedWrites} of ${writes + failedWrites} writes failed in 24 hours, most often for ${commonest}. Entra quarantines ` +
        'a job from 5,000 failures when more than 40 % fail, and at 40,000 failures',
    );
  }
  const silence = now - last.lastRequestAt;
  if (silence >= SILENT_AFTER_MS) {
    return health(
      'silent',
      ` for ${lengthOf(silence)}`,
      'Entra comes about every 40 minutes while a job runs, and once a day in quarantine: look at the job in Entra',
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
