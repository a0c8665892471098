import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Acknowledged; refused for good (4xx); or a 503, a cut connection or no answer: it may have been done or not. */
export type Outcome = 'ok' | 'refused' | 'unknown';

/** What a subject is, as one text that each write makes anew; null when it is not there. */
export type State = string | null;

/** What a reader saw who only learned that there is something. */
export const SOMETHING = '*';

interface Timed {
  readonly client: string;
  /** A user, a group or one membership, such as `t0/user/w3-17`. */
  readonly subject: string;
  readonly state: State;
  /** Milliseconds of the run when the request was sent, and when its answer was there. */
  readonly at: number;
  readonly until: number;
  /** Of the resource, by its ETag; null where the answer had none. */
  readonly version: number | null;
  /** Of the resource: names may be given again. */
  readonly id: string | null;
}

export interface Write extends Timed {
  readonly kind: 'write';
  readonly outcome: Outcome;
  readonly requestId: string;
  readonly isCreation: boolean;
  /** Whether it changes something if it is carried out: what changes nothing is logged later, and may be lost. */
  readonly isCertain: boolean;
}

export interface Read extends Timed {
  readonly kind: 'read';
}

/** What every request met, whatever it was about. */
export interface Answered {
  readonly kind: 'answer';
  readonly client: string;
  readonly method: string;
  /** null when the connection was cut. */
  readonly status: number | null;
  readonly hasRetryAfter: boolean;
  readonly isHung: boolean;
  readonly at: number;
  readonly until: number;
}

/** What was done to the servers. */
export interface Event {
  readonly kind: 'event';
  readonly at: number;
  readonly what: string;
  /** What it is of the loss of a primary: the fault, another primary, a proxy that leads to it. */
  readonly step?: 'fault' | 'elected' | 'led';
}

export type Entry = Write | Read | Answered | Event;

/** All that the clients of a scenario did and saw, in memory and in a file of JSON lines. */
export class Ledger {
  readonly entries: Entry[] = [];
  private readonly file: number;

  constructor(readonly path: string) {
    mkdirSync(dirname(path), { recursive: true });
    this.file = openSync(path, 'w');
  }

  add(entry: Entry): void {
    this.entries.push(entry);
    writeSync(this.file, `${JSON.stringify(entry)}\n`);
  }

  event(what: string, step?: Event['step']): void {
    this.add({ kind: 'event', at: performance.now(), what, ...(step === undefined ? {} : { step }) });
  }

  close(): void {
    closeSync(this.file);
  }
}
