/** Scenario JSON as a replay writes it; `sim/` checks it when it is run. */
export interface ScenarioStep {
  readonly op: string;
  readonly [field: string]: unknown;
}

export interface ScenarioText {
  readonly name: string;
  /** What a list of scenarios calls it; the name when not given. */
  readonly title?: string | undefined;
  readonly topic: string;
  readonly summary: string;
  readonly boot: string;
  readonly steps: readonly ScenarioStep[];
}
