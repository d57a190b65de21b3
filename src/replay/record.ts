import type { Recording } from './recording';
import type { ScenarioText } from './scenarioText';

export const KERNELS: readonly string[] = ['6.1', '6.12'];

export function record(scenario: ScenarioText, kernel: string): Recording {
  return { kernel, steps: [] };
}
