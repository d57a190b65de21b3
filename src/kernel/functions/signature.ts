/** Prototypes taken apart: which argument is the start, the count, the flags, the array. */
import { mayExist } from '../lifetime';
import { inRange, type KernelRelease } from '../release';
import { type FunctionFact, type SignatureFact } from './types';

/** What an argument is for, whatever the release calls the parameter. */
export type ParameterRole =
  | 'task'
  | 'mm'
  | 'start'
  | 'nrPages'
  | 'flags'
  | 'extractionFlags'
  | 'write'
  | 'force'
  | 'pages'
  | 'vmas'
  | 'locked'
  | 'makeDirty';

const ROLE_OF_NAME: Readonly<Record<string, ParameterRole>> = {
  tsk: 'task',
  task: 'task',
  mm: 'mm',
  start: 'start',
  addr: 'start',
  address: 'start',
  uaddr: 'start',
  nr_pages: 'nrPages',
  npages: 'nrPages',
  nr: 'nrPages',
  maxpages: 'nrPages',
  max_folios: 'nrPages',
  nfolios: 'nrPages',
  refs: 'nrPages',
  pins: 'nrPages',
  gup_flags: 'flags',
  foll_flags: 'flags',
  flags: 'flags',
  extraction_flags: 'extractionFlags',
  write: 'write',
  force: 'force',
  pages: 'pages',
  pagep: 'pages',
  page: 'pages',
  folio: 'pages',
  folios: 'pages',
  vmas: 'vmas',
  vmap: 'vmas',
  locked: 'locked',
  nonblocking: 'locked',
  make_dirty: 'makeDirty',
  mark_dirty: 'makeDirty',
};

export interface Parameter {
  readonly type: string;
  /** Empty when the prototype names none. */
  readonly name: string;
}

export interface Signature {
  readonly returns: string;
  readonly params: readonly Parameter[];
  /** Index of the argument that has the role. */
  readonly index: Readonly<Partial<Record<ParameterRole, number>>>;
  readonly fact: SignatureFact;
}

const parsed = new WeakMap<SignatureFact, Signature>();

/** The prototype, taken apart once. */
export function parseSignature(fact: SignatureFact): Signature {
  const known = parsed.get(fact);
  if (known !== undefined) {
    return known;
  }
  const params = fact.params === '' ? [] : fact.params.split(',').map(parseParameter);
  const index: Partial<Record<ParameterRole, number>> = {};
  params.forEach((param, i) => {
    const role = ROLE_OF_NAME[param.name];
    if (role !== undefined) {
      index[role] ??= i;
    }
  });
  const signature = { returns: fact.returns, params, index, fact };
  parsed.set(fact, signature);
  return signature;
}

const PARAMETER = /^(.*[\s*])(\w+)$/s;

/** The last word is the name, unless the type is all there is, as in `struct page *`. */
function parseParameter(text: string): Parameter {
  const trimmed = text.trim();
  const match = PARAMETER.exec(trimmed);
  const [type, name] = [match?.[1]?.trim() ?? trimmed, match?.[2] ?? ''];
  const isType = /^(struct|const)$/.test(type) || /^unsigned (char|short|int|long)$/.test(trimmed);
  return isType ? { type: trimmed, name: '' } : { type, name };
}

/** The prototype in the release, or undefined when it has no such function. */
export function signatureAt(fn: FunctionFact, r: KernelRelease): Signature | undefined {
  if (fn.since === undefined) {
    // Never merged: the proposal's only prototype.
    return fn.signatures[0] && parseSignature(fn.signatures[0]);
  }
  if (!mayExist(fn, r)) {
    return undefined;
  }
  // A release outside every range has the function by backport: with its first prototype.
  const fact = fn.signatures.find((one) => inRange(r, one)) ?? fn.signatures[0];
  return fact && parseSignature(fact);
}

/** The prototype as C text, on one line. */
export function formatSignature(name: string, { returns, params }: Signature): string {
  const list = params.map(({ type, name: param }) =>
    param === '' ? type : type + (type.endsWith('*') ? '' : ' ') + param,
  );
  const result = returns + (returns.endsWith('*') ? '' : ' ');
  return `${result}${name}(${list.length === 0 ? 'void' : list.join(', ')})`;
}
