/** How often a path went round a loop: in all, and where nothing known made it. */
export interface Rounds {
  readonly undecided: number;
  readonly all: number;
}

export const NO_ROUNDS: Rounds = { undecided: 0, all: 0 };

/** By the node that a loop begins with. */
export type RoundsByLoop = ReadonlyMap<number, Rounds>;

/** Equal for paths that went round the same loops as often. */
export function roundsKey(rounds: RoundsByLoop): string {
  let key = '';
  for (const [head, { undecided, all }] of rounds) key += `${head}:${undecided},${all} `;
  return key;
}

/** The loop was left. */
export function withoutLoop(rounds: RoundsByLoop, head: number): RoundsByLoop {
  if (!rounds.has(head)) return rounds;
  const copy = new Map(rounds);
  copy.delete(head);
  return copy;
}
