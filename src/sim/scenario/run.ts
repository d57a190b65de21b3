import type { Profile } from '../profiles/profile';
import type { Steps } from '../steps';
import { observe } from '../trace/observe';
import type { Outcome, Trace, TraceStep } from '../trace/types';
import { OPS } from './ops';
import type { OpRunner } from './ops/op';
import { procOf } from './ops/op';
import { ScenarioError } from './parse';
import { Session } from './session';
import type { Op, Scenario, ScenarioStep } from './types';

/** The kernel's work for one step of a scenario, as a sequence of steps of kernel functions. */
export function* stepsOf<O extends Op>(
  s: Session,
  step: Extract<ScenarioStep, { op: O }>,
): Steps<Outcome> {
  const run: OpRunner<O> | undefined = OPS[step.op];
  if (run === undefined) throw new Error(`no op ${step.op}`);
  s.machine.currentName = procOf(step);
  s.state.warningsBefore = s.machine.world.warnings.length;
  return yield* run(s, step);
}

/** The trace entry of a step that was run: what it answered, and the state after it. */
export function traceStep(s: Session, i: number, op: string, outcome: Outcome): TraceStep {
  const warnings = s.machine.world.warnings.slice(s.state.warningsBefore);
  return {
    i,
    op,
    ...outcome,
    warns: warnings.length,
    ...(warnings.length === 0
      ? {}
      : { warn_at: warnings.map(({ file, fn, text }) => ({ file, function: fn, text })) }),
    ...observe(s),
  };
}

/** One step, straight through. An error names it: something that the kernel would never come out of, or a bug of ours. */
function runStep(s: Session, step: ScenarioStep, i: number): TraceStep {
  try {
    return traceStep(s, i, step.op, s.machine.run(stepsOf(s, step)));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ScenarioError(`step ${String(i)} (${step.op}): ${why}`, { cause: error });
  }
}

/** Runs a scenario straight through on a fresh machine. Throws a ScenarioError where a step cannot come to an end. */
export function runScenario(scenario: Scenario, profile: Profile): Trace {
  const s = new Session(profile, scenario.boot);
  const steps = scenario.steps.map((step, i) => runStep(s, step, i));
  return {
    scenario: scenario.name,
    kernel: profile.name,
    kernel_release: profile.kernelRelease,
    boot: scenario.boot,
    complete: true,
    steps,
  };
}
