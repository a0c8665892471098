import type { Ledger } from './ledger.ts';
import type { Group } from './group.ts';
import type { Service } from './service.ts';
import type { SingleMysql } from './single-mysql.ts';

/** What a scenario can disturb. */
export interface Stage {
  readonly ledger: Ledger;
  readonly services: readonly Service[];
  readonly mysql: SingleMysql | null;
  readonly group: Group | null;
  /** Of the database, as the services reach it. */
  readonly url: string;
  /** The small file system that the SQLite file is on. */
  readonly disk: string | null;
  /** Waits while the clients go on. */
  readonly pause: (seconds: number) => Promise<void>;
}

export interface Scenario {
  readonly name: string;
  readonly database: 'sqlite' | 'mysql' | 'group';
  /** Whether the services reach the group by way of MySQL Router rather than HAProxy. */
  readonly byRouter?: boolean;
  readonly title: string;
  readonly workers?: number;
  /** Whether connections of clients may be cut, since it is the service that is killed. */
  readonly mayCut?: boolean;
  /** Whether the only one of its kind has to start again, which takes as long as the machine needs. */
  readonly takesItsTime?: boolean;
  /** One fault and its repair; it is repeated until the time is over. */
  readonly disturb: (stage: Stage) => Promise<void>;
}
