import { once } from 'node:events';
import { parentPort, Worker } from 'node:worker_threads';

/** A long answer, read in a thread of its own, so that the clients beside it are not held up by it. */
export interface LongRead {
  readonly status: number;
  readonly bytes: number;
  readonly firstByteMs: number;
  readonly totalMs: number;
  /** How often a text occurs in it. */
  readonly found: number;
}

interface Request {
  readonly url: string;
  readonly token: string;
  readonly text: string;
}

/** Somebody who reads long answers: one thread for all of them, since its start takes processors from others. */
export class LongReader {
  private readonly worker = new Worker(new URL(import.meta.url));

  /** Reads `url` once and counts the places of a text in the answer. */
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
  // The first call of `fetch` loads what it needs.
  await (await fetch(new URL('/health/live', url))).arrayBuffer();
  const start = performance.now();
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  let [bytes, found, firstByteMs, tail] = [0, 0, 0, ''];
  for await (const chunk of response.body!) {
    if (bytes === 0) firstByteMs = performance.now() - start;
    bytes += chunk.length;
    const piece = tail + Buffer.from(chunk).toString('latin1');
    found += piece.split(text).length - 1;
    // Too short to hold the text once more, long enough to hold all of its beginning.
    tail = piece.slice(1 - text.length);
  }
  return { status: response.status, bytes, firstByteMs, totalMs: performance.now() - start, found };
}

parentPort?.on('message', (request: Request) => {
  void read(request).then((answer) => parentPort?.postMessage(answer));
});
