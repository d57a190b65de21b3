import { acquireFunction } from './acquires';
import { acquire } from './acquiring';
import { BOOL } from './ctypes';
import type { Handover } from './holds';
import type { Linear } from './linear';
import type { Call, FunctionGlance, Machine, Value } from './machine';
import { disturb } from './memory';
import { indexOf } from './lost';
import { borrows } from './models/borrowers';
import { emptiesContainer, escape, executeHelper } from './models/helpers';
import { LIFETIME_MODELS } from './models/lifetime';
import { FLAG_MODELS } from './models/flagBits';
import { LOCK_MODELS, noteFault } from './models/locks';
import { MEMORY_MODELS } from './models/memory';
import { argument, each, freshResult, result, type Model } from './models/model';
import { holdsOf, isMapping, PAGE_MODELS } from './models/pages';
import { answerForHeld } from './models/questions';
import { VALUE_MODELS } from './models/values';
import { member, type Place } from './places';
import { release } from './releasing';
import { releaseNamed } from './releases';
import type { State } from './state';
import { willPin } from './willPin';
import { membersWritten } from './writtenMembers';

/** Calls deeper than this are not followed. */
const MAX_DEPTH = 4;

const userBacked: Model = (_, state, call) =>
  result(state, willPin(state, argument(call, 0)), BOOL);

/** An iterator of another kind is not user-backed (include/linux/uio.h). */
const otherIterator: Model = (_, state, call) => {
  const backed = willPin(state, argument(call, 0));
  const key = `${call.name} ${state.normal(argument(call, 0)).key}`;
  const is = state.symbols.once(key, () =>
    state.symbols.make(`${call.name}()`, { kind: 'unknown' }, BOOL),
  );
  state.facts.addAtMostZero(is.plus(backed).add(-1));
  return result(state, is, BOOL);
};

const MODELS: ReadonlyMap<string, Model> = new Map(
  Object.entries({
    ...VALUE_MODELS,
    ...MEMORY_MODELS,
    ...PAGE_MODELS,
    ...LOCK_MODELS,
    ...FLAG_MODELS,
    ...LIFETIME_MODELS,
    ...each('iov_iter_extract_will_pin user_backed_iter', userBacked),
    ...each(
      'iov_iter_is_kvec iov_iter_is_bvec iov_iter_is_xarray iov_iter_is_folioq',
      otherIterator,
    ),
    ...each('iov_iter_is_discard iov_iter_is_pipe', otherIterator),
  }),
);

/** Executes a call: an acquire, a release, a well-known function, one that is at hand, or another. */
export function executeCall(machine: Machine, state: State, call: Call): Value[] {
  const { program } = machine;
  noteFault(state, call.name);
  const acquires = acquireFunction(call.name, call.args.length, program.release);
  if (acquires !== null) return acquire(machine, state, call, acquires);
  const releases = releaseNamed(call.name);
  if (releases !== null) return release(machine, state, call, releases);
  const model = MODELS.get(call.name);
  if (model !== undefined) return model(machine, state, call);
  if (emptiesContainer(machine, call.name)) {
    const values = executeHelper(machine, state, call);
    if (values !== null) return values;
  }
  const { source } = call.frame.code;
  const glance = program.glance(call.name, source);
  if (glance === null)
    return (
      answerForHeld(state, call) ??
      executeHelper(machine, state, call) ??
      unknownCall(machine, state, call)
    );
  if (
    call.frame.depth < MAX_DEPTH &&
    !isActive(call, call.name) &&
    isWorthEntering(state, call, glance)
  ) {
    const code = program.functionNamed(call.name, source);
    const values = code && machine.enter(state, code, call, call.args);
    if (values !== null) return values;
  }
  return unknownCall(machine, state, call);
}

function isWorthEntering(state: State, call: Call, { interest, isSmall }: FunctionGlance): boolean {
  const holding = state.holds.length > 0 || state.failed.length > 0;
  return (
    isSmall ||
    interest === 'pages' ||
    interest === 'kept' ||
    (interest === 'owners' && holding) ||
    touchesHolds(state, call)
  );
}

function isActive(call: Call, name: string): boolean {
  for (let frame: Call['frame'] | undefined = call.frame; frame; frame = frame.call?.frame)
    if (frame.code.name === name) return true;
  return false;
}

function touchesHolds(state: State, call: Call): boolean {
  return call.args.some(
    (a) => holdsOf(state, a.value).length > 0 || ownedHolds(state, a.value).length > 0,
  );
}

/** A call that is not followed: it may keep the pages it is given and change what it is shown. */
function unknownCall(machine: Machine, state: State, call: Call): Value[] {
  const keeps = !borrows(call.name);
  const answer = predicateResult(state, call) ?? freshResult(state, call, null);
  for (const [index, arg] of call.args.entries()) {
    const value = state.normal(arg.value);
    if (value.isConstant || isMapping(state, value)) continue;
    const direct = holdsOf(state, value);
    if (direct.length > 0) {
      if (keeps) for (const hold of direct) handOver(hold.id, 'pages', value);
      continue;
    }
    if (keeps) {
      for (const id of ownedHolds(state, value)) handOver(id, 'owner');
      escape(state, value);
    }
    const origin = state.symbols.origin(value);
    if (origin?.kind === 'address' && origin.place.root.kind !== 'memory' && !borrows(call.name))
      change(machine, state, call, index, origin.place);
  }
  return result(state, answer, null);

  function handOver(id: number, what: Handover['what'], given: Linear | null = null): void {
    const glance = machine.program.glance(call.name, call.frame.code.source);
    const gives = glance !== null && glance.interest !== 'none';
    noteHandover(state, call, id, { what, given, answer: gives ? null : answer });
  }
}

/** What the callee may have written in the variable whose address it was given is unknown now. */
function change(machine: Machine, state: State, call: Call, index: number, place: Place): void {
  const { program } = machine;
  const code =
    place.type?.kind === 'struct' ? program.functionNamed(call.name, call.frame.code.source) : null;
  const written = code && membersWritten(program, code, index);
  if (written === null || place.type?.kind !== 'struct') {
    disturb(state, place);
    return;
  }
  for (const name of written)
    disturb(state, member(place, program.member(place.type.tag, name).name, null));
}

interface Handing extends Pick<Handover, 'what' | 'answer'> {
  readonly given: Linear | null;
}

function noteHandover(state: State, call: Call, id: number, handing: Handing): void {
  const hold = state.hold(id);
  if (hold === null) return;
  const { what, given, answer } = handing;
  const page = given === null ? null : indexOf(state, hold, given);
  const before = hold.handovers.find((h) => h.to === call.name);
  if (before !== undefined) {
    const isKnown = before.pages === null || (page !== null && before.pages.includes(page));
    const pages = isKnown ? before.pages : page === null ? null : [...before.pages, page];
    // Of the answers of several calls one may have been yes.
    const again = { ...before, pages, answer: before.answer === answer ? answer : null };
    state.updateHold(hold, {
      handovers: hold.handovers.map((h) => (h === before ? again : h)),
    });
    return;
  }
  const { code } = call.frame;
  const at = { node: call.node, source: code.source, caller: code.name };
  const pages = page === null ? null : [page];
  state.updateHold(hold, {
    handovers: [...hold.handovers, { to: call.name, call: at, what, pages, answer }],
  });
  state.step('handover', call.frame.code.source, call.node, `${call.name}() is given the pages`);
}

/** Holds that can be reached through the object at this address. */
function ownedHolds(state: State, address: Linear): number[] {
  if (state.holds.length === 0) return [];
  const origin = state.symbols.origin(address);
  const prefix = origin?.kind === 'address' ? origin.place.key : `*(${address.key})`;
  const ids = new Set<number>();
  for (const [key, cell] of state.cells) {
    if (key !== prefix && !key.startsWith(`${prefix}.`)) continue;
    if (isMapping(state, cell.value)) continue;
    for (const hold of holdsOf(state, cell.value)) ids.add(hold.id);
  }
  return [...ids];
}

/**
 * A question asked twice with the same arguments gets the same answer: `if (is_write(req))`. Only
 * calls whose answer is tested at once are taken for questions.
 */
function predicateResult(state: State, call: Call): Linear | null {
  if (call.args.length === 0 || !isCondition(call)) return null;
  if (call.args.some((a) => state.symbols.origin(state.normal(a.value))?.kind === 'address'))
    return null;
  const key = `${call.name}(${call.args.map((a) => state.normal(a.value).key).join()})`;
  return state.symbols.once(`predicate ${key}`, () =>
    state.symbols.make(`${call.name}()`, { kind: 'result', callee: call.name }, null),
  );
}

function isCondition(call: Call): boolean {
  for (let node = call.node.parent; node !== null; node = node.parent) {
    if (node.type === 'unary_expression' || node.type === 'binary_expression') continue;
    if (node.type !== 'parenthesized_expression') return node.field === 'condition';
    if (node.field === 'condition') return true;
  }
  return false;
}
