import { cp, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import type { Installation } from '../support/mysql/local.ts';
import { Host, openNetwork } from './hosts.ts';
import { Program, run, until } from './processes.ts';

const SIZE = 3;
/**
 * All three share a machine: little memory, and what is written is left to the system, which outlives a killed server.
 * That it is on the disk is tested elsewhere.
 */
const SMALL = [
  '--innodb_flush_log_at_trx_commit=2',
  '--sync_binlog=0',
  '--innodb_buffer_pool_size=64M',
  '--innodb_log_buffer_size=4M',
  '--loose-group_replication_message_cache_size=134217728',
];
const PASSWORDS = {
  MYSQL_ROOT_PASSWORD: 'chaosroot',
  REPLICATION_PASSWORD: 'chaosreplication',
  MYSQL_PASSWORD: 'chaosservice',
};
const FORM_WITHIN_MS = 120_000;
const REJOIN_WITHIN_MS = 240_000;

/** One server of the group with its host. */
export class Node {
  server: Program | null = null;

  constructor(
    readonly number: number,
    readonly host: Host,
    private readonly root: string,
    /** Inside the root. */
    private readonly folder: string,
  ) {}

  private get data(): string {
    return `${this.folder}/data${this.number}`;
  }

  async start(): Promise<void> {
    await mkdir(join(this.root, this.data), { recursive: true });
    this.server = Program.start(
      `mysql${this.number}`,
      this.script('start-node.sh', `${this.number}`, ...SMALL),
      {
        ...PASSWORDS,
        DATA: this.data,
      },
    );
  }

  /** To the server process itself: the script has become it. */
  signal(signal: NodeJS.Signals): void {
    this.server?.signal(signal);
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    await this.server?.end(signal);
  }

  form(): Promise<void> {
    return run(this.script('form-group.sh'), { ...PASSWORDS, DATA: this.data });
  }

  /** As an operator on the host of the server. */
  async ask<Row extends object>(sql: string): Promise<Row[]> {
    const connection: Connection = await createConnection({
      socketPath: join(this.root, this.data, 'mysqld.sock'),
      user: 'root',
      password: PASSWORDS.MYSQL_ROOT_PASSWORD,
      connectTimeout: 2000,
    });
    try {
      const [rows] = await connection.query<RowDataPacket[]>({ sql, timeout: 30_000 });
      return rows as Row[];
    } finally {
      connection.destroy();
    }
  }

  async takesWrites(): Promise<boolean> {
    const [row] = await this.ask<{ isPrimary: number }>(
      `SELECT COUNT(*) AND @@GLOBAL.super_read_only = 0 AS isPrimary FROM performance_schema.replication_group_members
       WHERE MEMBER_ID = @@GLOBAL.server_uuid AND MEMBER_STATE = 'ONLINE' AND MEMBER_ROLE = 'PRIMARY'`,
    );
    return Number(row?.isPrimary) === 1;
  }

  private script(name: string, ...args: readonly string[]): string[] {
    const inRoot = this.root === '' ? [] : ['chroot', this.root];
    return this.host.command(...inRoot, 'bash', `${this.folder}/${name}`, ...args);
  }
}

interface Member {
  readonly host: string;
  readonly state: string;
  readonly role: string;
}

/** Three servers in a group, with HAProxy before them: the files of docker/cluster/ and docker/haproxy/. */
export class Group {
  private constructor(
    readonly nodes: readonly Node[],
    readonly proxy: Program,
  ) {}

  static async start({ root }: Installation, haproxy: string, home: string): Promise<Group> {
    const repository = resolve(import.meta.dirname, '../../../../..');
    const folder = join(home, 'group');
    await cp(join(repository, 'docker/cluster'), folder, { recursive: true });
    await openNetwork();
    const nodes: Node[] = [];
    for (let number = 1; number <= SIZE; number++) {
      const node = new Node(number, await Host.open(number), root, folder.slice(root.length));
      await node.start();
      nodes.push(node);
    }
    const proxy = Program.start('haproxy', [haproxy, '-f', join(repository, 'docker/haproxy/haproxy.cfg')]);
    const group = new Group(nodes, proxy);
    const [first] = nodes as [Node];
    await until(
      'the first server answers',
      FORM_WITHIN_MS,
      async () => (await first.ask('SELECT 1')).length > 0,
    );
    await first.form();
    await group.untilWhole();
    await until('HAProxy leads to the primary', 30_000, async () => {
      const connection = await createConnection(group.url);
      await connection.end();
      return true;
    });
    return group;
  }

  /** Of the database, by way of HAProxy. */
  readonly url = `mysql://invitedesk:${PASSWORDS.MYSQL_PASSWORD}@127.0.0.1:3306/invitedesk`;

  /** As docker/cluster/my.cnf has it. */
  readonly name = '5f0c3a52-6d0b-4b7e-9a40-1f7a6c9d2e11';

  /** The servers with the ids that they have given themselves. */
  servers(): Promise<{ uuid: string; address: string }[]> {
    return Promise.all(
      this.nodes.map(async (node) => {
        const [row] = await node.ask<{ uuid: string }>('SELECT @@GLOBAL.server_uuid AS uuid');
        return { uuid: row?.uuid ?? '', address: `${node.host.address}:3306` };
      }),
    );
  }

  /** The primary, as the members see it that have a majority. */
  async primary(): Promise<Node> {
    for (const node of this.nodes) {
      const members = await membersSeenBy(node).catch(() => []);
      const online = members.filter(({ state }) => state === 'ONLINE');
      const primary = online.find(({ role }) => role === 'PRIMARY');
      const found = this.nodes.find(({ host }) => host.address === primary?.host);
      if (2 * online.length > SIZE && found !== undefined) return found;
    }
    throw new Error('The group has no primary');
  }

  others(node: Node): Node[] {
    return this.nodes.filter((other) => other !== node);
  }

  /** Waits until all servers are ONLINE, each seeing all. */
  async untilWhole(): Promise<void> {
    await until('all servers are ONLINE', REJOIN_WITHIN_MS, async () => {
      const seen = await Promise.all(this.nodes.map(membersSeenBy));
      return seen.every(
        (members) => members.length === SIZE && members.every(({ state }) => state === 'ONLINE'),
      );
    }).catch((error: Error) => {
      const outputs = this.nodes.map(({ server }) => `${server?.name}:\n${server?.lastOutput}`);
      throw new Error([error.message, ...outputs].join('\n'));
    });
  }

  /** Tables that are not the same on all servers, once these have caught up. */
  async differences(): Promise<string[]> {
    const [first] = this.nodes as [Node];
    const executed = async (node: Node): Promise<string> =>
      String((await node.ask<{ gtids: string }>('SELECT @@GLOBAL.gtid_executed AS gtids'))[0]?.gtids);
    await until('all servers have executed the same', 60_000, async () => {
      const sets = await Promise.all(this.nodes.map(executed));
      return new Set(sets).size === 1;
    });
    const tables = await first.ask<{ name: string }>(
      "SELECT TABLE_NAME AS name FROM information_schema.tables WHERE TABLE_SCHEMA = 'invitedesk'",
    );
    const list = tables.map(({ name }) => `invitedesk.\`${name}\``).join(', ');
    const sums = await Promise.all(
      this.nodes.map((node) => node.ask<{ Table: string; Checksum: number }>(`CHECKSUM TABLE ${list}`)),
    );
    return (sums[0] ?? [])
      .filter(({ Checksum }, index) => sums.some((other) => other[index]?.Checksum !== Checksum))
      .map(({ Table }) => `${Table} differs between the servers`);
  }

  /** Removes all that the service has stored. */
  async empty(): Promise<void> {
    const primary = await this.primary();
    await primary.ask('DROP DATABASE IF EXISTS invitedesk');
    await primary.ask('CREATE DATABASE invitedesk');
  }
}

function membersSeenBy(node: Node): Promise<Member[]> {
  return node.ask<Member>(
    `SELECT MEMBER_HOST AS host, MEMBER_STATE AS state, MEMBER_ROLE AS role
     FROM performance_schema.replication_group_members`,
  );
}
