/** Work that pauses now and then, so that whoever does it can see whether it is still wanted. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Does the work in one go. */
export function toEnd<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}
