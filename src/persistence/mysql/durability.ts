import type { PoolConnection, RowDataPacket } from 'mysql2';
import { execute } from './mysql-statements.js';

const SETTINGS = `SELECT @@GLOBAL.innodb_flush_log_at_trx_commit AS flushLog, @@GLOBAL.log_bin AS logBin,
  @@GLOBAL.sync_binlog AS syncBinlog, @@GLOBAL.innodb_doublewrite AS doublewrite`;

interface Settings extends RowDataPacket {
  readonly flushLog: number;
  readonly logBin: number;
  readonly syncBinlog: number;
  readonly doublewrite: string;
}

/**
 * The settings of a server with which a write that was acknowledged may be lost when its machine loses power. What the
 * server does not tell is taken for good.
 */
export async function relaxationsOf(connection: PoolConnection): Promise<string[]> {
  try {
    const [row] = await execute<Settings[]>(connection, SETTINGS, []);
    return row === undefined ? [] : relaxationsIn(row);
  } catch (error) {
    if ((error as { code?: string }).code === 'ER_UNKNOWN_SYSTEM_VARIABLE') return [];
    throw error;
  }
}

function relaxationsIn({ flushLog, logBin, syncBinlog, doublewrite }: Settings): string[] {
  const relaxed: string[] = [];
  if (Number(flushLog) !== 1) relaxed.push(`innodb_flush_log_at_trx_commit=${flushLog}`);
  // After a crash the server takes from the binary log which prepared transactions are committed.
  if (Number(logBin) === 1 && Number(syncBinlog) !== 1) relaxed.push(`sync_binlog=${syncBinlog}`);
  if (doublewrite === 'OFF' || doublewrite === 'DETECT_ONLY') {
    relaxed.push(`innodb_doublewrite=${doublewrite}`);
  }
  return relaxed;
}
