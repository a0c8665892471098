import type { Json } from './json-pieces.js';

/**
 * The JSON of an answer on its way through promises, handed over once. The promises of a request that has waited are old
 * garbage, and what old garbage refers to survives young collections: the text of each answer would stay until a full
 * collection, which stops the process for tens of milliseconds.
 */
export class CarriedJson {
  constructor(private json: Json | null) {}

  /** Hands the JSON over, and forgets it. */
  take(): Json {
    const { json } = this;
    if (json === null) throw new Error('The JSON of an answer is taken once');
    this.json = null;
    return json;
  }
}
