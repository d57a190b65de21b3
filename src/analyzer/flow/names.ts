import type { SourceText } from '../syntax/sourceText';
import type { SyntaxNode } from '../syntax/syntaxNode';
import { PAGE_SHIFT, PAGE_SIZE } from './arithmetic';
import { INT, LONG, UNSIGNED_LONG, type CType } from './ctypes';
import { Linear } from './linear';
import { single, type Frame, type Machine, type Value } from './machine';
import { read } from './memory';
import { globalPlace, localPlace, type Place } from './places';
import type { State } from './state';

const ERRNO = /^E[A-Z][A-Z0-9]+$/;
const CONSTANT = /^[A-Z][A-Z0-9_]*$/;
/** Constants named so limit or measure something, and are not zero. */
const LIMIT = /(?:^|_)(?:MAX|SIZE|LIMIT|COUNT|LEN|PAGES)(?:_|$)/;

/** What a name means: a variable, a constant, a function. */
export function identifier(
  machine: Machine,
  state: State,
  node: SyntaxNode,
  frame: Frame,
): Value[] {
  const { source } = frame.code;
  const name = source.of(node);
  if (frame.code.variables.has(name)) return single(state, ...loaded(state, variable(name, frame)));
  if (name === 'NULL') return single(state, Linear.zero, { kind: 'pointer', to: null });
  if (name === 'PAGE_SIZE') return single(state, Linear.of(PAGE_SIZE), UNSIGNED_LONG);
  if (name === 'PAGE_SHIFT') return single(state, Linear.of(PAGE_SHIFT), INT);
  if (ERRNO.test(name)) return single(state, errnoSymbol(state, name), INT);
  if (CONSTANT.test(name)) return single(state, constantNamed(machine, state, name, source));
  if (machine.program.glance(name, source) !== null)
    return single(
      state,
      state.symbols.once(`function ${name}`, () =>
        state.symbols.make(name, { kind: 'function', name }, null, 1),
      ),
    );
  if (machine.program.constant(name, source) !== undefined)
    return single(state, constantNamed(machine, state, name, source));
  return single(state, ...loaded(state, globalPlace(name, null)));
}

/** Flags and modes are only handed on, and limits are known to be positive. */
const HANDED_ON = /^(?:_*GFP|FOLL|DMA|VM|PROT|MAP)_/;

function constantNamed(machine: Machine, state: State, name: string, source: SourceText): Linear {
  if (HANDED_ON.test(name) || LIMIT.test(name)) return macroSymbol(state, name);
  const value = machine.program.constant(name, source);
  return typeof value === 'number' ? Linear.of(value) : macroSymbol(state, name);
}

function loaded(state: State, place: Place): [Linear, CType | null] {
  return [read(state, place), place.type];
}

/** An errno constant: positive and below the limit of IS_ERR_VALUE() (include/linux/err.h). */
function errnoSymbol(state: State, name: string): Linear {
  return state.symbols.once(`macro ${name}`, () =>
    state.symbols.make(name, { kind: 'macro', name }, INT, 1, 4095),
  );
}

/** A constant whose value is not at hand. Constants of different names are taken to differ. */
function macroSymbol(state: State, name: string): Linear {
  return state.symbols.once(`macro ${name}`, () =>
    state.symbols.make(name, { kind: 'macro', name }, null, LIMIT.test(name) ? 1 : 0),
  );
}

/** A value that is the same wherever the text stands: a macro, a sizeof. */
export function constantSymbol(state: State, text: string): Linear {
  return state.symbols.once(`macro ${text}`, () =>
    state.symbols.make(text, { kind: 'macro', name: text }, UNSIGNED_LONG, 1),
  );
}

/** The place of a variable. */
export function variable(name: string, frame: Frame): Place {
  const known = frame.places.get(name);
  if (known) return known;
  const local = frame.code.variables.get(name);
  const place =
    local === undefined || local.isStatic
      ? globalPlace(name, local?.type ?? null)
      : localPlace(frame.id, name, local.type);
  frame.places.set(name, place);
  return place;
}

/** The value of a number. `-1UL` is the largest of its type, which no sum of small ones comes to. */
export function literal(state: State, text: string): Linear {
  const type = literalType(text);
  const wraps = text.startsWith('-') && type.kind === 'int' && !type.signed;
  return wraps ? constantSymbol(state, text) : Linear.of(numberOf(text));
}

function numberOf(text: string): number {
  const value = Number(text.replace(/[uUlL]+$/, ''));
  return Number.isSafeInteger(value) ? value : 0;
}

export function literalType(text: string): CType {
  return /[uU]/.test(text.replace(/^0x[\da-f]+/i, ''))
    ? /[lL]/.test(text)
      ? UNSIGNED_LONG
      : { kind: 'int', bits: 32, signed: false }
    : /[lL]$/.test(text)
      ? LONG
      : INT;
}
