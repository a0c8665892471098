import { once } from 'node:events';
import { parentPort, Worker } from 'node:worker_threads';

/** A long answer, read in a separate thread so that other clients are not delayed. */
export interface LongRead {
  readonly status: number;
  readonly bytes: number;
  readonly firstByteMs: number;
  readonly totalMs: number;
  /** Number of occurrences of the text. */
  readonly found: number;
}

interface Request {
  readonly url: string;
  readonly token: string;
  readonly text: string;
}

/** Reads long answers in one thread for all of them, since starting a thread takes processor time from others. */
export class LongReader {
  private readonly worker = new Worker(new URL(import.meta.url));

  /** Reads `url` once and counts the occurrences of a text. */
  async read(request: Request): Promise<LongRead> {
    this.worker.postMessage(request);
    const [read] = (await once(this.worker, 'message')) as [LongRead];
    return read;
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}

async function read({ url, token, text }: Request): Promise<LongRead> {
  // The first call of `fetch` loads its modules.
  await (await fetch(new URL('/health/live', url))).arrayBuffer();
  const start = performance.now();
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  let [bytes, found, firstByteMs, tail] = [0, 0, 0, ''];
  for await (const chunk of response.body!) {
    if (bytes === 0) firstByteMs = performance.now() - start;
    bytes += chunk.length;
    const piece = tail + Buffer.from(chunk).toString('latin1');
    found += piece.split(text).length - 1;
    // Keep one character less than the text: enough for a beginning, too little for a whole occurrence.
    tail = piece.slice(1 - text.length);
  }
  return { status: response.status, bytes, firstByteMs, totalMs: performance.now() - start, found };
}

parentPort?.on('message', (request: Request) => {
  void read(request).then((answer) => parentPort?.postMessage(answer));
});
