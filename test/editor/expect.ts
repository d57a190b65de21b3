import assert from 'node:assert/strict';
import { page } from './page';
import type { Target } from './protocol';
import { PATIENCE } from './waitFor';

/** Reads until the check holds; then what it said of the last reading is why the test fails. */
async function settle<T>(read: () => Promise<T>, check: (value: T) => void): Promise<T> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const value = await read();
    try {
      check(value);
      return value;
    } catch (error) {
      if (Date.now() >= end) throw error;
    }
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** The screen is drawn a moment after what it shows: each waits until it shows what is expected. */
export const expect = {
  /** The text of such an element that matches. */
  async text(target: Target, pattern: RegExp): Promise<string> {
    const matching = (texts: readonly string[]) =>
      texts.map((text) => text.replaceAll('\u00a0', ' ')).find((text) => pattern.test(text));
    const texts = await settle(
      () => page.texts(target),
      (shown) => {
        assert.ok(
          matching(shown) !== undefined,
          `${String(pattern)} in ${target.selector}, which shows ${JSON.stringify(shown)}`,
        );
      },
    );
    return matching(texts) ?? '';
  },

  /** So many such elements. */
  async count(target: Target, number: number): Promise<void> {
    await settle(
      () => page.count(target),
      (count) => {
        assert.equal(count, number, `how many there are of ${target.selector}`);
      },
    );
  },

  async attribute(target: Target, name: string, pattern: RegExp): Promise<void> {
    await settle(
      () => page.attribute(target, name),
      (value) => {
        assert.match(value, pattern, `${name} of ${target.selector}`);
      },
    );
  },

  /** What the editor itself, its files or its settings say. */
  async value<T>(what: string, read: () => T | Promise<T>, expected: T): Promise<void> {
    await settle(
      async () => read(),
      (value) => {
        assert.deepEqual(value, expected, what);
      },
    );
  },
};
