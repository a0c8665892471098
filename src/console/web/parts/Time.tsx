import { useEffect, useState } from 'react';

const ABSOLUTE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
/** With milliseconds and the time zone, to compare with other logs. */
const PRECISE = new Intl.DateTimeFormat(undefined, {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  timeZoneName: 'short',
});
const RELATIVE = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
];

/** A point in time in the reader's language and time zone; `never` for null. */
export function Time({
  at,
  never = 'never',
  isPrecise = false,
}: {
  at: string | null;
  never?: string;
  isPrecise?: boolean;
}) {
  if (at === null) return <>{never}</>;
  return (
    <time dateTime={at} className="nowrap">
      {(isPrecise ? PRECISE : ABSOLUTE).format(new Date(at))}
    </time>
  );
}

/** The time elapsed since a point in time, or remaining until it. */
export function Ago({ at, never = 'never' }: { at: string | null; never?: string }) {
  const now = useNow();
  if (at === null) return <>{never}</>;
  const distance = Date.parse(at) - now;
  const [unit, length] = UNITS.find(([, each]) => Math.abs(distance) >= each) ?? ['second', 1_000];
  return (
    <time dateTime={at} title={ABSOLUTE.format(new Date(at))}>
      {RELATIVE.format(Math.trunc(distance / length), unit)}
    </time>
  );
}

/** The current time, updated every second. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
