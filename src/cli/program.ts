import { Command, CommanderError, Option } from 'commander';
import type { Confidence } from '../analyzer/records';
import { check } from './check';
import { conform } from './conform';
import { explainWord } from './explain';
import { type Output, UsageError } from './output';
import { replay } from './replay';
import { readJobs } from './review';
import { simulate } from './simulate';
import { listSites } from './sites';

type Format = 'text' | 'json';

const kernelOption = () =>
  new Option('--kernel <release>', "the kernel release, by default that of the tree's Makefile");
const formatOption = (...choices: string[]) =>
  new Option('--format <format>', 'how to print').choices(choices).default('text');
const jobsOption = () =>
  new Option('--jobs <n>', 'how many processes to scan with').argParser(readJobs);
const ignoreOption = () =>
  new Option('--no-ignore', 'look also at what the .gitignore files of a tree leave out');

/**
 * Runs a command line (without node and script) and gives its exit code: 0 nothing found, 1 something
 * found, 2 wrong usage or an input that cannot be read, 130 interrupted.
 */
export async function runCommandLine(
  args: readonly string[],
  version: string,
  output: Output,
  signal?: AbortSignal,
): Promise<number> {
  let code = 0;
  const program = buildProgram(version, output, signal, (result) => (code = result));
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (signal?.aborted === true) return 130;
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const message = error instanceof Error ? error.message : String(error);
    output.complain(`gup-review: ${message.split('\n', 1)[0]}`);
    if (!(error instanceof UsageError) && process.env.GUP_REVIEW_DEBUG)
      output.complain(String(error));
    return 2;
  }
}

function buildProgram(
  version: string,
  output: Output,
  signal: AbortSignal | undefined,
  finish: (code: number) => void,
): Command {
  const program = new Command('gup-review')
    .description('Review how Linux kernel code takes and releases user pages.')
    .version(version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        output.print(text.trimEnd());
      },
      writeErr: (text) => {
        output.complain(oneLine(text));
      },
    });
  program.allowExcessArguments().action(() => {
    const [word] = program.args;
    const problem = word === undefined ? 'no command' : `there is no command '${word}'`;
    throw new UsageError(`${problem}; see gup-review --help`);
  });

  program
    .command('sites')
    .description('list every call that takes user pages')
    .argument('<paths...>', 'kernel trees or C files')
    .addOption(kernelOption())
    .addOption(formatOption('text', 'json'))
    .addOption(jobsOption())
    .addOption(ignoreOption())
    .action(async (paths: string[], options: SitesArguments) => {
      finish(await listSites(paths, { ...options, signal }, output));
    });

  program
    .command('check')
    .description('report rules broken')
    .argument('<paths...>', 'kernel trees or C files')
    .addOption(kernelOption())
    .addOption(formatOption('text', 'json', 'sarif'))
    .option('--rule <id>', 'check this rule only; may be given again', collect)
    .addOption(
      new Option('--min-confidence <confidence>', 'leave out what is less certain')
        .choices(['low', 'medium', 'high'])
        .default('low'),
    )
    .option('--baseline <file>', 'report only what this file does not know')
    .option('--write-baseline <file>', 'write what is found to a baseline file')
    .addOption(jobsOption())
    .addOption(ignoreOption())
    .action(async (paths: string[], options: CheckArguments) => {
      const { rule: rules, ...rest } = options;
      finish(await check(paths, { ...rest, rules, version, signal }, output));
    });

  program
    .command('explain')
    .description('explain a FOLL_* flag, a GUP function or a rule')
    .argument('<word>')
    .addOption(kernelOption())
    .addOption(formatOption('text', 'markdown', 'json'))
    .action((word: string, options: { kernel?: string; format: Format | 'markdown' }) => {
      finish(explainWord(word, options, output));
    });

  program
    .command('replay')
    .description('run the paths of a site on the model of mm/gup.c')
    .argument('<place>', 'FILE:LINE of the site')
    .option('--path <n>', 'the number of a path, or all', 'all')
    .option('--memory <kind>', 'the kind of memory behind the address')
    .addOption(kernelOption())
    .addOption(formatOption('text', 'json'))
    .action(async (place: string, options: ReplayArguments) => {
      finish(await replay(place, options, output.print));
    });

  program
    .command('simulate')
    .description('run scenarios on the model of mm/gup.c')
    .argument('<scenarios...>', 'scenario files')
    .addOption(kernelOption())
    .addOption(formatOption('text', 'json'))
    .action(async (files: string[], options: { kernel?: string; format: Format }) => {
      finish(await simulate(files, options, output.print, prefixed(output)));
    });

  program
    .command('conform')
    .description('compare the model with recorded traces')
    .argument('<dir>', 'folder that holds scenarios/ and traces/')
    .addOption(kernelOption())
    .option('--list', 'name what differs')
    .action(async (dir: string, options: { kernel?: string; list?: boolean }) => {
      finish(await conform(dir, options, output.print));
    });
  return program;
}

interface ReplayArguments {
  readonly path: string;
  readonly memory?: string;
  readonly kernel?: string;
  readonly format: Format;
}

interface SitesArguments {
  readonly kernel?: string;
  readonly format: Format;
  readonly jobs?: number;
  readonly ignore: boolean;
}

interface CheckArguments {
  readonly kernel?: string;
  readonly format: Format | 'sarif';
  readonly rule?: string[];
  readonly minConfidence: Confidence;
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly jobs?: number;
  readonly ignore: boolean;
}

function collect(value: string, before: string[] = []): string[] {
  return [...before, value];
}

const prefixed = (output: Output) => (line: string) => {
  output.complain(`gup-review: ${line}`);
};

/** Commander says `error: …` and may add a suggestion on a second line. */
function oneLine(text: string): string {
  return `gup-review: ${text
    .trim()
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')}`;
}
