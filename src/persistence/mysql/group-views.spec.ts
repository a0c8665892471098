import { describe, expect, it } from '@jest/globals';
import { GroupViews } from './group-views.js';

describe('views of a group', () => {
  it('are of before when members have changed since', () => {
    const views = new GroupViews();
    expect(views.isOfBefore('17958706541972730:9')).toBe(false);
    expect(views.isOfBefore('17958706541972730:10')).toBe(false);
    expect(views.isOfBefore('17958706541972730:10')).toBe(false);
    expect(views.isOfBefore('17958706541972730:9')).toBe(true);
    expect(views.isOfBefore('17958706541972730:11')).toBe(false);
  });

  it('are not of before when the group was formed anew, or nothing is known', () => {
    const views = new GroupViews();
    expect(views.isOfBefore('17958706541972730:9')).toBe(false);
    expect(views.isOfBefore('')).toBe(false);
    expect(views.isOfBefore('17958713993901598:1')).toBe(false);
  });
});
