import type { FastifyInstance } from 'fastify';

/** Nest's injection token for the `RouteTable`. */
export const ROUTE_TABLE = Symbol('RouteTable');

/** The routes of a server, to distinguish a wrong method (405) from a wrong path (404). */
export class RouteTable {
  private readonly methods = new Map<string, Set<string>>();

  /** Collects all routes that are added to `server` from now on. */
  constructor(server: FastifyInstance) {
    server.addHook('onRoute', ({ url, method }) => {
      const known = this.methods.get(url) ?? new Set<string>();
      for (const name of [method].flat()) known.add(name);
      this.methods.set(url, known);
    });
  }

  /** Every route as its method and its pattern, such as `GET /scim/v2/Users/:id`. */
  get all(): string[] {
    return [...this.methods].flatMap(([url, methods]) => [...methods].map((method) => `${method} ${url}`));
  }

  /** The methods of a path, for an `Allow` header; empty when no route has this path. */
  methodsOf(url: string): string[] {
    const path = segments(url.split('?', 1)[0] ?? '');
    const found = new Set<string>();
    for (const [pattern, methods] of this.methods) {
      if (matches(segments(pattern), path)) for (const method of methods) found.add(method);
    }
    return [...found].sort();
  }
}

function segments(path: string): string[] {
  return path.replace(/\/$/, '').split('/');
}

function matches(pattern: string[], path: string[]): boolean {
  return (
    pattern.length === path.length &&
    pattern.every((part, i) => (part.startsWith(':') ? path[i] !== '' : part === path[i]))
  );
}
