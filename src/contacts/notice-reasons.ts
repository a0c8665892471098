import type { Ending } from '../endings/missed-credentials.js';

export const NOTICE_REASONS = ['ending', 'ended', 'failing', 'connected'] as const;
export type NoticeReason = (typeof NOTICE_REASONS)[number];

export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
/** Days before the end at which contacts are told again. */
const TOLD_AT = [1, 3, 7, 14, 30] as const;
/** What goes on is told again after a week. */
const REPEATED_DAYS = 7;
/** A failure of Entra or of ours may pass by itself. */
const BROKEN_FOR_MS = HOUR_MS;

/** What is known of a tenant. */
export interface Situation {
  readonly endings: readonly Ending[];
  /** Milliseconds since 1970; null when the health is not broken. */
  readonly brokenSince: number | null;
  /** Whether the first request ever came within the last two days. */
  readonly isNew: boolean;
}

/** The number of the day of a time, since 1970. */
export function dayOf(millis: number): number {
  return Math.floor(millis / DAY_MS);
}

/**
 * What a contact is to be told now.
 * @param lastDay the day on which the contact was last told for a reason; undefined for never
 */
export function dueReasons(
  { endings, brokenSince, isNew }: Situation,
  lastDay: (reason: NoticeReason) => number | undefined,
  now: number,
): NoticeReason[] {
  const since = (reason: NoticeReason): number => lastDay(reason) ?? -Infinity;
  const isOld = (reason: NoticeReason): boolean => dayOf(now) - since(reason) >= REPEATED_DAYS;
  const due: NoticeReason[] = [];
  const ending = endings.find(({ daysLeft }) => daysLeft !== null);
  if (ending !== undefined && since('ending') < dayOf(lastWarning(ending, now))) due.push('ending');
  const ended = endings.find(hasEnded);
  if (ended !== undefined && (since('ended') < dayOf(ended.endsAt) || isOld('ended'))) due.push('ended');
  const isBroken = brokenSince !== null && now - brokenSince >= BROKEN_FOR_MS;
  if (isBroken && (since('failing') < dayOf(brokenSince) || isOld('failing'))) due.push('failing');
  if (isNew && lastDay('connected') === undefined) due.push('connected');
  return due;
}

/** Links end without notice: there are others. */
function hasEnded({ kind, daysLeft }: Ending): boolean {
  return daysLeft === null && kind !== 'setup-link';
}

/** When contacts were last to be told that something ends. */
function lastWarning({ endsAt }: Ending, now: number): number {
  const days = TOLD_AT.find((each) => endsAt - now <= each * DAY_MS) ?? 30;
  return endsAt - days * DAY_MS;
}
