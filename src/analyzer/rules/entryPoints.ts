import { effectsOf, type KernelRelease } from '../../kernel';
import type { FunctionUnit } from '../syntax/functionUnit';
import type { SourceFile } from '../syntax/sourceFile';

/** Calls between an entry and a function that are followed. */
const MOST_HOPS = 3;

/**
 * Operations that a system call enters without mmap_lock (struct file_operations, include/linux/fs.h).
 * Those that mm/ calls, such as `mmap`, have it.
 */
const ENTRIES =
  /\.(?:unlocked_ioctl|compat_ioctl|read|write|read_iter|write_iter|open|poll)\s*=\s*&?(\w+)/g;

/** Words of code that deals with mmap_lock, by whatever helper. */
const TOUCHES_LOCK = /mmap_(?:lock|sem)|mmap_(?:read|write)_|\bmmap_assert|lock_mm|mm_lock/;

/**
 * The system-call operation that a function is reached from, when everything on the way there is in
 * the file and nothing of it deals with mmap_lock; else null.
 */
export function enteredFromUser(
  file: SourceFile,
  name: string,
  release: KernelRelease,
): string | null {
  const entries = entriesOf(file.text);
  if (entries.size === 0) return null;
  return entryOf({ file, isEntry: (one) => entries.has(one.name), release }, name, new Set());
}

/**
 * The function for others that a function is reached from, when nothing on the way there deals with
 * mmap_lock, not even by a word above it that its callers hold it; else null.
 */
export function offeredToOthers(
  file: SourceFile,
  name: string,
  release: KernelRelease,
): string | null {
  return entryOf({ file, isEntry: (one) => isOffered(file, one), release }, name, new Set());
}

/** Whether modules can call the function (include/linux/export.h). */
export const isExported = ({ text }: SourceFile, name: string): boolean =>
  new RegExp(`\\bEXPORT_SYMBOL\\w*\\(\\s*${name}\\b`).test(text);

/** It is not static, nothing else in the file names it, and no comment above it speaks of a lock. */
function isOffered(file: SourceFile, unit: FunctionUnit): boolean {
  const others = file.text.replace(unit.text, '').replace(/\bEXPORT_SYMBOL\w*\([^)]*\)/g, '');
  const isNamed = new RegExp(`\\b${unit.name}\\b(?!\\s*\\([^;{}]*\\);)`).test(others);
  const comment = /\/\*(?:(?!\*\/)[\s\S])*\*\/\s*$/.exec(file.text.slice(0, unit.span.start));
  return !unit.isStatic && !isNamed && !/\block|\bsem\b|\bheld\b/i.test(comment?.[0] ?? '');
}

interface Search {
  readonly file: SourceFile;
  readonly isEntry: (unit: FunctionUnit) => boolean;
  readonly release: KernelRelease;
}

function entryOf(search: Search, name: string, seen: Set<string>): string | null {
  const { file, isEntry } = search;
  if (seen.has(name) || seen.size > MOST_HOPS) return null;
  seen.add(name);
  const unit = file.functionsNaming(name).find((one) => one.name === name);
  if (unit === undefined || touchesLock(search, unit)) return null;
  if (isEntry(unit)) return name;
  const call = new RegExp(`\\b${name}\\s*\\(`);
  const callers = file.functionsNaming(name).filter((one) => one !== unit && call.test(one.text));
  // One caller may hold the lock for a reason that another one has not.
  const found = callers.map((one) => entryOf(search, one.name, new Set(seen)));
  return found.every((one) => one !== null) ? (found.at(0) ?? null) : null;
}

/** The function deals with the lock, or calls one of the file that does. */
function touchesLock({ file, release }: Search, unit: FunctionUnit): boolean {
  const { text } = unit;
  if (TOUCHES_LOCK.test(text)) return true;
  const called = new Set([...text.matchAll(/\b(\w+)\s*\(/g)].map(([, name]) => name));
  return file.functions.some((one) => {
    const { text: other } = one;
    if (one === unit || !TOUCHES_LOCK.test(other)) return false;
    const head = other.slice(0, other.indexOf('{'));
    return [...called].some(
      (name) =>
        effectsOf(name, release) === undefined && new RegExp(`\\b${name}\\s*\\(`).test(head),
    );
  });
}

function entriesOf(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const table of text.matchAll(/\bstruct\s+file_operations\s+\w+\s*=\s*\{([^}]*)\}/g))
    for (const [, name] of table[1].matchAll(ENTRIES)) found.add(name);
  return found;
}
