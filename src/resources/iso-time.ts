const DAY = 86_400_000;
const HOUR = 3_600_000;
const MINUTE = 60_000;
const SECOND = 1000;

const TWO = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'));
const THREE = Array.from({ length: SECOND }, (_, value) => String(value).padStart(3, '0'));

let lastDay = Number.NaN;
let lastDate = '';

/**
 * A time as `Date.prototype.toISOString` writes it, `2026-11-28T12:34:56.789Z`, for a seventh of its cost: each resource
 * of an answer has two of them, and most are of one day.
 * @param millis since 1970; whole
 */
export function isoTime(millis: number): string {
  const day = Math.floor(millis / DAY);
  if (day !== lastDay) {
    lastDate = new Date(day * DAY).toISOString().slice(0, -'00:00:00.000Z'.length);
    lastDay = day;
  }
  const time = millis - day * DAY;
  const hours = TWO[Math.floor(time / HOUR)];
  const minutes = TWO[Math.floor(time / MINUTE) % 60];
  const seconds = TWO[Math.floor(time / SECOND) % 60];
  return `${lastDate}${hours}:${minutes}:${seconds}.${THREE[time % SECOND]}Z`;
}
