import type { Databases } from './databases.ts';
import { Clients } from './load.ts';
import { migrate, SERVERS, type StartOptions } from './servers.ts';

/** A server on a fresh database, with its clients. */
export interface MeasuredServer {
  readonly name: string;
  readonly clients: Clients;
  readonly pid: number;
  /** Stops the server and drops its database. */
  readonly close: () => Promise<void>;
}

export async function openServer(
  databases: Databases,
  name: string,
  { clients: count, ...options }: Omit<StartOptions, 'databaseUrl'> & { readonly clients: number },
): Promise<MeasuredServer> {
  const database = await databases.create();
  await migrate(database.url, name);
  const running = await SERVERS[name]!({ databaseUrl: database.url, ...options });
  const clients = await Clients.open(running.baseUrl, running.token, count);
  return {
    name,
    clients,
    pid: running.pid,
    close: async () => {
      clients.close();
      await running.stop();
      await database.drop();
    },
  };
}
