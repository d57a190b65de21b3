/**
 * What a test waits for comes within this time, in milliseconds, or the test fails. It comes in a
 * moment; only a machine that has much else to do needs longer.
 */
export const PATIENCE = 60_000;

/** Within this time, in milliseconds, a test ends that takes a hundred steps and waits for each. */
export const LONG = 600_000;

/** The first value that is not undefined; fails with the description when none comes. */
export async function waitFor<T>(
  description: string,
  look: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  const end = Date.now() + PATIENCE;
  while (Date.now() < end) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`waited ${String(PATIENCE / 1000)} s in vain for ${description}`);
}
