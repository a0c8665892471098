import cluster, { type Worker } from 'node:cluster';
import { randomUUID } from 'node:crypto';
import { AggregatorRegistry, type Registry } from 'prom-client';

const PATIENCE_MS = 6000;
const QUESTION = 'invitedesk:metrics-of-all';
const ANSWER = 'invitedesk:metrics';

interface Question {
  readonly type: typeof QUESTION;
  readonly id: string;
}

interface Answer {
  readonly type: typeof ANSWER;
  readonly id: string;
  /** `null` when a worker did not tell its own in time. */
  readonly text: string | null;
}

/** In the supervisor: answers workers that ask for the metrics of all of them together. */
export function answerMetrics(): void {
  const all = new AggregatorRegistry();
  cluster.on('message', (worker: Worker, message: unknown) => {
    if (!isOf<Question>(message, QUESTION)) return;
    const answer = (text: string | null): void => {
      // A worker that is just dying takes no message.
      if (worker.isConnected())
        worker.send({ type: ANSWER, id: message.id, text } satisfies Answer, () => undefined);
    };
    all.clusterMetrics().then(answer, () => answer(null));
  });
}

/** In a worker: has the supervisor read these registries when it sums up. */
export function offerMetrics(registries: Registry[]): void {
  AggregatorRegistry.setRegistries(registries);
  new AggregatorRegistry();
}

/**
 * In a worker: the metrics of all workers together, counters and histograms summed.
 * @throws Error when the supervisor does not have them within 6 seconds
 */
export function askMetricsOfAll(): Promise<string> {
  const id = randomUUID();
  return new Promise((resolve, reject) => {
    const overdue = setTimeout(() => settle(null), PATIENCE_MS);
    const settle = (text: string | null): void => {
      clearTimeout(overdue);
      process.off('message', onMessage);
      if (text === null) reject(new Error('A worker did not tell its metrics in time'));
      else resolve(text);
    };
    const onMessage = (message: unknown): void => {
      if (isOf<Answer>(message, ANSWER) && message.id === id) settle(message.text);
    };
    process.on('message', onMessage);
    process.send?.({ type: QUESTION, id } satisfies Question);
  });
}

function isOf<Message extends { readonly type: string }>(
  message: unknown,
  type: Message['type'],
): message is Message {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === type;
}
