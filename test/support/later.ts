import { jest } from '@jest/globals';

/** Does `work` as if so much time had passed, also for a service in this process; its timers run as before. */
export async function later<T>(millis: number, work: () => Promise<T>): Promise<T> {
  const now = Date.now.bind(Date);
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + millis);
  try {
    return await work();
  } finally {
    clock.mockRestore();
  }
}
