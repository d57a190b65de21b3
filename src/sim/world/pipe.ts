import { EAGAIN, EFAULT } from '../errno';
import type { Machine } from '../machine';
import { folioPut } from '../memory/folio';
import { kernelFunction, note } from '../steps';
import type { Steps } from '../steps';
import type { PipeBuffer } from '../world';

function buffersOf(m: Machine, pipe: string): PipeBuffer[] {
  const found = m.world.pipes.get(pipe);
  if (found !== undefined) return found;
  const fresh: PipeBuffer[] = [];
  m.world.pipes.set(pipe, fresh);
  return fresh;
}

/** vmsplice(): the pipe gets a reference to the user's page instead of a copy. 1 byte or a negative errno. */
export const vmsplice = kernelFunction(
  'vmsplice_to_pipe',
  function* (m, address: number, pipe: string): Steps<number> {
    const list: number[] = [];
    const got = yield* m.profile.entryPoints.get_user_pages_fast.run(m, {
      start: address,
      nr: 1,
      flags: 0,
      pages: { list, at: 0 },
      mm: m.current.mm,
      locked: null,
    });
    if (got <= 0) return got === 0 ? -EFAULT : got;
    buffersOf(m, pipe).push({ page: list[0], offset: 0 });
    if (m.watching) yield note(m, 'the pipe holds a reference to the page');
    return 1;
  },
);

/** read() of one byte from a pipe: what the page holds now. The byte, or a negative errno when the pipe is empty. */
export const pipeRead = kernelFunction('pipe_read', function* (m, pipe: string): Steps<number> {
  const buffer = buffersOf(m, pipe).shift();
  if (buffer === undefined) return -EAGAIN;
  const value = m.frames.byte0[buffer.page];
  folioPut(m, m.frames.folio(buffer.page));
  if (m.watching) yield note(m, 'the pipe drops its reference');
  return value;
});
