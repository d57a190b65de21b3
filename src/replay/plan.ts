/** What is run: a scenario, and what each of its steps is called and belongs to in the source. */
import type { BuiltScenario } from './scenario';
import { arrayOf } from './scenario';
import type { ScenarioText } from './scenarioText';
import type { SubjectRelease, SubjectSite } from './subject';
import type { Position, SitePath } from '../analyzer/paths/pathRecords';
import type { Meanwhile, Target, WhatIf } from './whatIf';
import { disturb, whatIfTitle } from './whatIf';
import { describeStep } from './words';

export interface PlannedStep {
  /** What it does, in a few words. */
  readonly title: string;
  /** The line of the user's source it stands for; null for the world around it. */
  readonly source: Position | null;
  /** Not from the path: the memory laid out before it, or a "what if" put in. */
  readonly origin: 'memory' | 'path' | 'whatIf';
  /** Index in the scenario without any "what if": of the step itself, or of the one before it. */
  readonly undisturbed: number;
  /** Who keeps a page array from here on, to release it elsewhere; null for nobody. */
  readonly keeper: { readonly array: string; readonly owner: string } | null;
}

export interface Plan {
  readonly scenario: ScenarioText;
  /** One for each step of the scenario. */
  readonly steps: readonly PlannedStep[];
  /** Acts of the world in the middle of a step. */
  readonly meanwhile: readonly Meanwhile[];
  /** Why the analysis does not stand by what it says of the pages on this path; null where it does. */
  readonly doubt: string | null;
  /** Where other functions give back what the path leaves with an owner. */
  readonly elsewhere: readonly SubjectRelease[];
}

export function planOfPath(
  site: SubjectSite,
  built: BuiltScenario,
  path: SitePath,
  whatIfs: readonly WhatIf[],
  target: Target,
): Plan {
  const { scenario, origins, meanwhile } = disturb(built.scenario, whatIfs, target);
  const steps = origins.map((origin, index): PlannedStep => {
    const title = describeStep(scenario.steps[index] ?? { op: '' });
    if (origin.kind === 'whatIf') {
      const whatIf = whatIfs[origin.index];
      return {
        title: whatIf === undefined ? title : `What if: ${whatIfTitle(whatIf)}`,
        source: null,
        origin: 'whatIf',
        undisturbed: whatIf?.step ?? -1,
        keeper: null,
      };
    }
    const stop = path.stops[built.origins[origin.index] ?? -1];
    const undisturbed = origin.index;
    if (stop === undefined) {
      return { title, source: null, origin: 'memory', undisturbed, keeper: null };
    }
    const { action } = stop;
    const keeper =
      action.kind === 'keep' ? { array: arrayOf(action.of), owner: action.owner } : null;
    return { title: stop.say, source: stop.at, origin: 'path', undisturbed, keeper };
  });
  const elsewhere = site.releases.filter(
    (release) => release.function !== site.function || release.file !== site.file,
  );
  const doubt = path.ending === 'unsure' ? (site.notFollowed ?? UNDECIDED) : null;
  return { scenario, steps, meanwhile, doubt, elsewhere };
}

/** Every statement of it was followed; what it takes for granted was not proven. */
const UNDECIDED = 'the analysis could not prove that code takes this path, with these counts';

/** A scenario without a call site: its steps speak for themselves. */
export function planOfScenario(scenario: ScenarioText): Plan {
  return {
    scenario,
    steps: scenario.steps.map((step, undisturbed) => ({
      title: describeStep(step),
      source: null,
      origin: 'path',
      undisturbed,
      keeper: null,
    })),
    meanwhile: [],
    doubt: null,
    elsewhere: [],
  };
}
