/**
 * The simulation core: an executable model of mm/gup.c and of the memory it walks.
 *
 * A `Machine` runs one kernel `Profile`. Kernel functions are generators (`Steps<T>`) that yield a `Step` at every
 * decision while `machine.watching` is set, and run straight through otherwise. A `Session` is a machine with the names
 * of a scenario (regions, handles, page labels); `runScenario` runs one to its trace, `ScenarioRunner` goes through one
 * step by step, forwards and backwards.
 */
export { Machine, ZERO_PFN } from './machine';
export type { MachineOptions, Snapshot } from './machine';
export { PROFILES, profileNamed } from './profiles';
export type { Profile } from './profiles';
export { runThrough } from './steps';
export type { CallStack, Step, Steps } from './steps';
export { checkScenario } from './scenario/check';
export { parseScenario, ScenarioError } from './scenario/parse';
export { runScenario, stepsOf, traceStep } from './scenario/run';
export { ScenarioRunner } from './scenario/runner';
export type { Position, RunnerStep } from './scenario/runner';
export { Session } from './scenario/session';
export type { Handle, HeldPage, Region, SessionSnapshot } from './scenario/session';
export { DEVICE_MODES, KINDS } from './scenario/types';
export type { DeviceMode, Kind, Op, Scenario, ScenarioStep } from './scenario/types';
export { compareTraces } from './trace/compare';
export type { CompareOptions, Difference } from './trace/compare';
export { observe, peek } from './trace/observe';
export type {
  Observation,
  Outcome,
  Trace,
  TraceHandle,
  TracePage,
  TracePte,
  TraceStep,
} from './trace/types';
export { checkInvariants, checkMachine } from './invariants';
export type { Holder } from './invariants';
export { Actor, interleave } from './scenario/actors';
export type { Move, Schedule } from './scenario/actors';
