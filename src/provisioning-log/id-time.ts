/** The lower bound of UUIDv7 ids made at a time or later: they begin with the milliseconds (RFC 9562). */
export function idsFrom(millis: number): string {
  const digits = Math.max(0, millis).toString(16).padStart(12, '0');
  return `${digits.slice(0, 8)}-${digits.slice(8)}`;
}

/** The time at which a UUIDv7 was made. */
export function timeOf(id: string): Date {
  return new Date(parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}
