import { cloneGraph } from '../cloneGraph';
import { Machine, ZERO_PFN } from '../machine';
import type { Snapshot } from '../machine';
import { growHugetlbPool } from '../memory/hugetlbPool';
import type { Boot } from '../memory/zones';
import type { Profile } from '../profiles/profile';

/** A named mapping; fork() gives the child a region of the same name. */
export interface Region {
  readonly name: string;
  /** Page number of its first page. */
  readonly start: number;
  readonly pages: number;
  /** Pages to observe. */
  readonly track: readonly number[];
}

/** One page that a handle holds: a frame and the allocation it was then. */
export interface HeldPage {
  readonly page: number;
  readonly generation: number;
}

/** Pages that a gup call returned. */
export interface Handle {
  readonly kind: 'get' | 'pin';
  /** Per slot the page; null once released. */
  readonly slots: (HeldPage | null)[];
}

/** What a scenario knows beside the machine: names. Plain data, so that it can be snapshotted with the machine. */
export interface SessionState {
  readonly regions: Map<string, Map<string, Region>>;
  readonly handles: Map<string, Handle>;
  /** Label of each allocation seen, by `frame:generation`, in order of appearance. */
  readonly labels: Map<string, string>;
  /** References that `ref` steps added to frames. */
  readonly extraRefs: Map<number, number>;
  /** Address space of each file, by kind and name. */
  readonly files: Map<string, number>;
  /** First free page number for the next region. */
  nextRegion: number;
  nextPageNumber: number;
  /** References of the zero pages when the scenario began. */
  readonly baseline: { zero: number; hugeZero: number };
  /** Warnings before the current step. */
  warningsBefore: number;
}

export interface SessionSnapshot {
  readonly machine: Snapshot;
  readonly state: SessionState;
}

/** Free huge pages when a scenario begins. */
const HUGETLB_PAGES = 12;

/** A machine with the names a scenario uses. */
export class Session {
  readonly machine: Machine;
  state: SessionState;

  constructor(profile: Profile, boot: Boot, frames?: number) {
    this.machine = new Machine(profile, { boot, frames });
    growHugetlbPool(this.machine, HUGETLB_PAGES);
    this.machine.newProcess('p0');
    this.state = {
      regions: new Map([['p0', new Map<string, Region>()]]),
      handles: new Map(),
      labels: new Map(),
      extraRefs: new Map(),
      files: new Map(),
      nextRegion: 1 << 18,
      nextPageNumber: 1,
      baseline: { zero: this.machine.frames.refcount[ZERO_PFN], hugeZero: 1 },
      warningsBefore: 0,
    };
  }

  region(proc: string, name: string): Region {
    const region = this.state.regions.get(proc)?.get(name);
    if (region === undefined) throw new Error(`process ${proc} has no region ${name}`);
    return region;
  }

  /** Remembers which allocation a page is, for a handle. */
  hold(page: number): HeldPage {
    return { page, generation: this.machine.frames.generation[page] };
  }

  snapshot(): SessionSnapshot {
    return { machine: this.machine.snapshot(), state: cloneGraph(this.state) };
  }

  restore(snapshot: SessionSnapshot): void {
    this.machine.restore(snapshot.machine);
    this.state = cloneGraph(snapshot.state);
  }
}
