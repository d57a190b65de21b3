import assert from 'node:assert/strict';
import { type KernelRelease, parseRelease } from '../../../src/kernel';

/** The release of that name; fails the test when there is none. */
export function at(text: string): KernelRelease {
  const parsed = parseRelease(text);
  assert.ok(parsed, `${text} should be a release`);
  return parsed;
}
