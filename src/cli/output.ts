/** Where a command writes: the process's own streams, or those of a test. */
export interface Output {
  /** One line, or several, to standard output; a newline is added. */
  readonly print: (text: string) => void;
  /** One line to standard error; a newline is added. */
  readonly complain: (text: string) => void;
  /** Whether standard error is a terminal that a progress line may be drawn on. */
  readonly hasTerminal: boolean;
  /** Draws over the last line of the terminal; the empty text clears it. */
  readonly progress: (text: string) => void;
}

/** Lines are shorter than any terminal, or wrapping would leave them behind. */
const PROGRESS_WIDTH = 78;

/** The process's standard streams. */
export function processOutput(): Output {
  const { stdout, stderr } = process;
  return {
    print: (text) => {
      stdout.write(`${text}\n`);
    },
    complain: (text) => {
      stderr.write(`${text}\n`);
    },
    hasTerminal: stderr.isTTY && stdout.isTTY,
    progress: (text) => {
      stderr.write(`\r${text.slice(0, PROGRESS_WIDTH).padEnd(PROGRESS_WIDTH)}\r`);
    },
  };
}

/** A failure that the user can do something about: told in one line, exit code 2. */
export class UsageError extends Error {}
