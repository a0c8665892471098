import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import type { Group } from './group.ts';
import { Program, run, until } from './processes.ts';
import { groupMetadata, ROUTER_PASSWORD, ROUTER_USER } from './router-metadata.ts';

const PORT = 6446;
const CLUSTER = 'invitedesk';
const LEADS_WITHIN_MS = 60_000;

/**
 * MySQL Router before the group, as an operator has it: the metadata tell which servers there are, and a server of the
 * majority which of them is the primary. Read-write port only.
 */
export class Router {
  private constructor(
    private readonly program: Program,
    /** Of the database, by way of Router. */
    readonly url: string,
  ) {}

  /**
   * @param root folder that Router is installed in
   * @param runName the name of the folder of this run
   */
  static async start(root: string, runName: string, group: Group): Promise<Router> {
    const inside = `/srv/${runName}`;
    const folder = join(root, inside);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const servers = await group.servers();
    const primary = await group.primary();
    for (const statement of groupMetadata(CLUSTER, group.name, servers)) await primary.ask(statement);
    const state = {
      'metadata-cache': {
        'group-replication-id': group.name,
        'cluster-metadata-servers': servers.map(({ address }) => `mysql://${address}`),
      },
      version: '1.0.0',
    };
    await writeFile(join(folder, 'state.json'), JSON.stringify(state));
    await writeFile(join(folder, 'router.conf'), configuration(inside));
    const keyring = (...args: readonly string[]) =>
      run(['chroot', root, 'mysqlrouter_keyring', ...args, `--master-key-file=${inside}/master.key`]);
    await keyring('init', `${inside}/keyring`);
    await keyring('set', `${inside}/keyring`, ROUTER_USER, 'password', ROUTER_PASSWORD);
    const program = Program.start('router', ['chroot', root, 'mysqlrouter', '-c', `${inside}/router.conf`]);
    const url = group.url.replace(':3306/', `:${PORT}/`);
    await until('Router leads to the primary', LEADS_WITHIN_MS, async () => {
      if (program.hasEnded) throw new Error(program.lastOutput);
      await (await createConnection({ uri: url, connectTimeout: 2000 })).end();
      return true;
    }).catch(async (error: Error) => {
      await program.end('SIGKILL');
      throw new Error(`${error.message}\n${program.lastOutput}`);
    });
    return new Router(program, url);
  }

  stop(): Promise<void> {
    return this.program.end('SIGTERM');
  }
}

/** What `mysqlrouter --bootstrap` writes for the read-write port, with shorter times. */
function configuration(folder: string): string {
  return `[DEFAULT]
logging_folder=
runtime_folder=${folder}
data_folder=${folder}
keyring_path=${folder}/keyring
master_key_path=${folder}/master.key
dynamic_state=${folder}/state.json
connect_timeout=1
read_timeout=2

[logger]
level=INFO

[metadata_cache:bootstrap]
cluster_type=gr
router_id=1
user=${ROUTER_USER}
metadata_cluster=${CLUSTER}
ttl=0.5

[routing:read_write]
bind_address=127.0.0.1
bind_port=${PORT}
destinations=metadata-cache://${CLUSTER}/?role=PRIMARY
routing_strategy=first-available
protocol=classic
connect_timeout=2
connection_sharing=0
client_ssl_mode=PASSTHROUGH
server_ssl_mode=AS_CLIENT
`;
}
