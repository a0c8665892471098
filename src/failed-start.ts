import { ConfigError } from './config.js';

/** Prints why a process cannot start, one line per reason, and ends it with exit code 1. */
export function failStart(error: unknown): never {
  const lines = error instanceof ConfigError ? error.problems : [`Cannot start: ${reasonOf(error)}`];
  process.stderr.write(lines.map((line) => `${line}\n`).join(''));
  process.exit(1);
}

function reasonOf(error: unknown): string {
  // Node leaves the message of an error for several connection attempts empty.
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  const { message = String(error), syscall, code } = error as NodeJS.ErrnoException;
  // Of a worker, it is the supervisor that binds.
  if (syscall === 'listen' || syscall === 'bind') return portReason(error as ListenError);
  if (syscall === 'connect') return `the database cannot be reached (${message})`;
  if (code === 'HANDSHAKE_NO_SSL_SUPPORT') return 'the database has no TLS, which DATABASE_TLS demands';
  if (code === 'HANDSHAKE_SSL_ERROR')
    return `the certificate of the database is not one that DATABASE_TLS knows (${message})`;
  return code?.startsWith('ER_') ? `the database refuses the connection (${message})` : message;
}

interface ListenError extends NodeJS.ErrnoException {
  readonly address?: string;
  readonly port?: number;
}

function portReason({ message, code, address, port }: ListenError): string {
  if (code === 'EADDRINUSE')
    return `another process has port ${port} of ${address}: set PORT to a free one, or end that process`;
  if (code === 'EACCES') return `this user may not listen on port ${port}: set PORT to 1024 or more`;
  if (code === 'EADDRNOTAVAIL')
    return `this machine has no address ${address}: set HOST to one of its own, or to 0.0.0.0 for all`;
  return message;
}
