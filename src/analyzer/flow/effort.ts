import type { Guide } from './guide';

/** How far paths are kept apart. */
export interface Effort {
  /** Nodes that one root may visit, called functions included, before paths are merged by force. */
  readonly steps: number;
  /** States with the same holds at one node that are kept apart, before and after an acquire. */
  readonly early: number;
  readonly late: number;
  /** States at one node that are followed at all. */
  readonly most: number;
  /** How often a path goes round a loop whose condition is known each time. */
  readonly rounds: number;
  /** How often it goes round one whose condition does not decide it. */
  readonly undecided: number;
  /** Nodes that one call may visit; a function that takes more is treated as one not at hand. */
  readonly perCall: number;
}

/** Enough to see what happens to pages; what looks wrong is looked at again with more. */
export const QUICK: Effort = {
  steps: 800,
  early: 1,
  late: 1,
  most: 16,
  rounds: 4,
  undecided: 2,
  perCall: Infinity,
};
/** For functions that only call one with a site. */
export const BRIEF: Effort = { ...QUICK, steps: 400 };
/**
 * For functions that give pages back: `if (last) pages = obj->pages;` is told from NULL until the release
 * behind it.
 */
export const RELEASING: Effort = { ...BRIEF, early: 2 };
export const GUIDED: Effort = {
  steps: 1000,
  early: 4,
  late: 64,
  most: 200,
  rounds: 20,
  undecided: 2,
  perCall: Infinity,
};
/** For one way through a function that has too many. */
export const ONE_WAY: Effort = {
  steps: 250,
  early: 1,
  late: 8,
  most: 64,
  rounds: 4,
  undecided: 1,
  perCall: 40,
};
export const THOROUGH: Effort = {
  steps: 1500,
  early: 8,
  late: 32,
  most: 200,
  rounds: 20,
  undecided: 2,
  perCall: Infinity,
};

/** What the walk may spend; shared by all functions that a path goes through. */
export interface Budget {
  steps: number;
  /** Set once paths are left that are not followed any further. */
  cut: boolean;
  /** How far below zero steps may get: paths are merged by force there, to come to an end. */
  readonly least: number;
  readonly effort: Effort;
  /** Ways that are left out at some conditions. */
  readonly guide: Guide | null;
}
