import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Stretches } from './stretches.js';

const elapsed = (ms: number) => jest.spyOn(performance, 'now').mockReturnValue(ms);

describe('the stretches of long work', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('have no pause between short steps', () => {
    elapsed(1000);
    const stretches = new Stretches();
    elapsed(1001);
    expect(stretches.next()).toBeNull();
    expect(stretches.areSeveral).toBe(false);
  });

  it('let others come in between when they get long', async () => {
    elapsed(1000);
    const stretches = new Stretches();
    let isServed = false;
    setImmediate(() => (isServed = true));
    elapsed(1005);
    await stretches.next();
    expect(isServed).toBe(true);
    expect(stretches.areSeveral).toBe(true);
    // The next stretch begins after the pause.
    expect(stretches.next()).toBeNull();
    stretches.begin();
    expect(stretches.areSeveral).toBe(false);
  });
});
