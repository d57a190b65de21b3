/** What a test waits for comes within this time, in milliseconds, or the test fails. */
const PATIENCE = 10_000;

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
