import type { ValueTransformer } from 'typeorm';

/** Stores times as milliseconds since 1970 in UTC: the same number in every database and time zone. */
export const epochMillis: ValueTransformer = {
  to: (date: Date | null | undefined): number | null | undefined =>
    date instanceof Date ? date.getTime() : date,
  from: (millis: number | string | null): Date | null => (millis === null ? null : new Date(Number(millis))),
};
