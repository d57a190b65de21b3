import { effectsOf, functionByName, type KernelRelease, mayExist, signatureAt } from '../../kernel';
import type { CodeText, StatementTokens } from '../tokens/codeText';
import { argumentFor, flagNames, refusedFlags, siteCall } from './acquire';
import { argumentText, type Call, callAt, isStatement } from './call';
import { fileEdits, isRefusal, type Refusal, refuse } from './edit';
import type { Fix, FixContext, Fixer } from './fix';
import { alwaysBefore, isLabel } from './order';
import { renameCall } from './rename';
import { isInLoop } from './resultVariable';
import { governor, lineBreak, span } from './statementText';

/**
 * Takes the pages with the call that needs no lock, or takes the lock again around the call. Only
 * where no path still holds the lock there: to take it twice would be a deadlock.
 */
export const fixMissingLock: Fixer = (context) => {
  const { site, source, release } = context;
  const code = source(site.file);
  if (code === null) return refuse(`${site.file} cannot be read`);
  const call = siteCall(code, site);
  if (isRefusal(call)) return call;
  const unlock = lastUnlock(code, call, release);
  if (isRefusal(unlock)) return unlock;
  const fast = byFastCall(code, call, context);
  const locked = underLock(code, call, unlock, context);
  const fixes = [fast, locked].flatMap((one) => (isRefusal(one) ? [] : [one]));
  if (fixes.length === 0) return isRefusal(locked) ? locked : refuse('there is no such call');
  return fixes.map((fix, index) => ({ ...fix, preferred: index === 0 }));
};

type Change = Omit<Fix, 'preferred'>;

/** What is called to give mmap_lock back, and to take it anew. */
interface Unlock {
  readonly call: Call;
  /** The mm in question, as it is written there. */
  readonly mm: string;
  readonly lock: string;
  readonly unlock: string;
}

/** The call that gives mmap_lock back on every way to the site, after which nothing takes it. */
function lastUnlock(code: CodeText, call: Call, release: KernelRelease): Unlock | Refusal {
  const body = code.functionAt(call.name);
  if (body === undefined) return refuse('the call stands in no function');
  if (isInLoop(code, call.name, body)) return refuse('a later round of the loop may hold the lock');
  let last: Unlock | null = null;
  for (let i = body.open; i < call.name; i++) {
    const other = callAt(code, i);
    if (other === null) continue;
    const effects = effectsOf(code.word(i), release) ?? [];
    if (effects.some(({ does }) => does === 'locks')) last = null;
    else if (effects.some(({ does }) => does === 'unlocks')) last = unlockOf(code, other);
  }
  if (last === null || !isStatement(code, last.call)) {
    return refuse('where the lock is lost is not certain');
  }
  return alwaysBefore(code, code.statementAt(last.call.name), call.name)
    ? last
    : refuse('some paths still hold mmap_lock at the call');
}

/** `mmap_read_unlock(mm)` or, up to 5.7, `up_read(&mm->mmap_sem)`; null for another lock. */
function unlockOf(code: CodeText, call: Call): Unlock | null {
  const name = code.word(call.name);
  const argument = argumentText(code, call.args[0]);
  if (/^mmap_(read|write)_unlock$/.test(name)) {
    const [lock, unlock] = [`mmap_read_lock(${argument});`, `mmap_read_unlock(${argument});`];
    return { call, mm: argument, lock, unlock };
  }
  const mm = /^&(.+)->mmap_(?:sem|lock)$/.exec(argument)?.[1];
  if (mm === undefined || !/^up_(read|write)$/.test(name)) return null;
  return { call, mm, lock: `down_read(${argument});`, unlock: `up_read(${argument});` };
}

/** get_user_pages_fast() and its twin take the lock by themselves, for current->mm. */
function byFastCall(code: CodeText, call: Call, { site, release }: FixContext): Change | Refusal {
  if (!/^(get|pin)_user_pages$/.test(site.api)) return refuse('it is for another mm');
  const name = `${site.api}_fast`;
  if (rolesOf(name, release) !== rolesOf(site.api, release)) {
    return refuse(`${name}() takes other arguments than ${site.api}()`);
  }
  const refused = refusedFlags(flagNames(site), name, release);
  if (refused !== null) return refuse(refused);
  return {
    title: `Call ${name}(), which wants no lock held`,
    files: [fileEdits(site.file, renameCall(code, call, name))],
  };
}

/** The meaning of a function's parameters in a release, in their order. */
function rolesOf(api: string, release: KernelRelease): string {
  const fact = functionByName(api);
  const index = fact && mayExist(fact, release) ? signatureAt(fact, release)?.index : undefined;
  return JSON.stringify(Object.entries(index ?? { [api]: 0 }).sort());
}

/** Takes the lock before the call and gives it back behind it. */
function underLock(
  code: CodeText,
  call: Call,
  { mm, lock, unlock }: Unlock,
  { site, release }: FixContext,
): Change | Refusal {
  const passed = argumentFor(call, site.api, 'mm', release);
  const locked = argumentFor(call, site.api, 'locked', release);
  if ((passed === null ? 'current->mm' : argumentText(code, passed)) !== mm) {
    return refuse(`the lock of ${mm} may be another one`);
  }
  if (locked !== null && argumentText(code, locked) !== 'NULL') {
    return refuse('the call may drop the lock itself');
  }
  const statement = code.statementAt(call.name);
  if (!isPlain(code, statement, call)) return refuse('the call is no statement of its own');
  const [start, end] = span(code, statement);
  const between = `${lineBreak(code)}${code.lines.indentOf(code.lines.lineOf(start))}`;
  return {
    title: `Take mmap_lock around ${site.api}()`,
    files: [
      fileEdits(site.file, [
        { start, end: start, text: `${lock}${between}` },
        { start: end, end, text: `${between}${unlock}` },
      ]),
    ],
  };
}

/** Whether the statement is only the call, or the assignment of what it returns. */
function isPlain(code: CodeText, { first, last }: StatementTokens, call: Call): boolean {
  if (last !== call.close + 1 || code.word(last) !== ';' || governor(code, first) >= 0)
    return false;
  if (isLabel(code, first)) return false;
  if (first === call.name) return true;
  const target = code.between(first, call.name - 2);
  return code.word(call.name - 1) === '=' && /^\w+((->|\.)\w+)*$/.test(target);
}
