import { describe, expect, it } from '@jest/globals';
import { CarriedJson } from './carried-json.js';

describe('the JSON of an answer', () => {
  it('is handed over once', () => {
    const json = new CarriedJson('{}');
    expect(json.take()).toBe('{}');
    expect(() => json.take()).toThrow('once');
  });
});
