import { cloneGraph } from './cloneGraph';
import { Frames } from './memory/frames';
import { PG_ALLOCATED, PG_RESERVED } from './memory/pageFlags';
import type { ChunkImages } from './memory/chunked';
import { layOut } from './memory/zones';
import type { Boot } from './memory/zones';
import { PageTables } from './mm/pageTables';
import type { Profile } from './profiles/profile';
import { emptyStack, runThrough } from './steps';
import type { CallStack, Steps } from './steps';
import { VMSTAT_NAMES } from './world';
import type { Mm, Process, VmstatName, World } from './world';

/** ZERO_PAGE(): the frame that backs every anonymous page that was only read. */
export const ZERO_PFN = 1;

/** The frame behind the gate area, where there is one. */
const GATE_PFN = 2;

export interface MachineOptions {
  /** Frames of memory; 2^18 (1 GiB) as in the oracle. At most 2^22 (16 GiB). */
  readonly frames?: number;
  readonly boot?: Boot;
  /** Maps the vsyscall page (the gate area), as with vsyscall=emulate; the oracle's kernels do not. */
  readonly gatePage?: boolean;
  /** hugetlb maps its pages through hugepd directories, as powerpc can (until 6.10); the oracle's kernels do not. */
  readonly hugepd?: boolean;
}

/** The state of a machine at one moment. Any number may be kept; they share what did not change between them. */
export interface Snapshot {
  readonly frames: ChunkImages;
  readonly tables: ChunkImages;
  readonly tableBookkeeping: ReturnType<PageTables['bookkeeping']>;
  readonly world: World;
}

/** A machine that runs one kernel: memory, page tables, processes, and who runs now. */
export class Machine {
  readonly frames: Frames;
  readonly tables: PageTables;
  readonly boot: Boot;
  readonly hugepd: boolean;
  world: World;
  /** By folio order: 1 where the profile keeps an exact pin counter. */
  readonly exactPin: Uint8Array;
  /** Someone looks at every step; off, kernel functions run straight through. */
  watching = false;
  /** Where the actor that runs now is; each actor has its own. */
  stack: CallStack = emptyStack();
  /** `current`: name of the process in whose context kernel functions run. */
  currentName = 'p0';

  constructor(
    readonly profile: Profile,
    options: MachineOptions = {},
  ) {
    this.frames = new Frames(options.frames ?? 1 << 18);
    this.tables = new PageTables();
    this.exactPin = Uint8Array.from({ length: 32 }, (_, order) =>
      Number(profile.hasPincount(order)),
    );
    this.boot = options.boot ?? 'default';
    this.hugepd = options.hugepd === true && profile.hasHugepd;
    this.world = {
      areas: layOut(this.boot, this.frames.count),
      generation: 0,
      nextId: 1,
      processes: new Map(),
      anonVmas: new Map(),
      mappings: new Map(),
      vmstat: Object.fromEntries(VMSTAT_NAMES.map((n) => [n, 0])) as Record<VmstatName, number>,
      warnings: [],
      tunables: {
        thp: 'madvise',
        'thp-shmem': 'never',
        'thp-use-zero-page': '1',
        'thp-64k': 'never',
      },
      memallocPin: 0,
      swap: { slots: new Map(), next: 1 },
      hugetlb: { free: [], reserved: 0, total: 0 },
      hugeZero: 0,
      driverPages: [],
      devPagemap: 'live',
      gatePage: 0,
      pipes: new Map(),
      mlockCount: new Map(),
      ksmStable: new Map(),
    };
    this.frames.refcount[ZERO_PFN] = 1;
    this.frames.flags[ZERO_PFN] = PG_ALLOCATED | PG_RESERVED;
    this.frames.touch(ZERO_PFN);
    if (options.gatePage === true) {
      this.world.gatePage = GATE_PFN;
      this.frames.refcount[GATE_PFN] = 1;
      this.frames.flags[GATE_PFN] = PG_ALLOCATED | PG_RESERVED;
      this.frames.touch(GATE_PFN);
    }
  }

  /** Runs a kernel function straight through in the context of a process. */
  run<T>(steps: Steps<T>): T {
    return runThrough(steps);
  }

  get current(): Process {
    return this.process(this.currentName);
  }

  process(name: string): Process {
    const process = this.world.processes.get(name);
    if (process === undefined) throw new Error(`there is no process ${name}`);
    return process;
  }

  newId(): number {
    return this.world.nextId++;
  }

  newMm(): Mm {
    return {
      id: this.newId(),
      pgd: this.tables.allocTable(),
      vmas: [],
      hasPinned: false,
      lockedVm: 0,
      writeProtectSeq: 0,
      mmapLock: { readers: 0, writer: false },
      ptl: { holder: '', depth: 0 },
    };
  }

  newProcess(name: string, mm: Mm = this.newMm()): Process {
    const process: Process = { name, mm, sigkill: false };
    this.world.processes.set(name, process);
    return process;
  }

  /** A WARN() or WARN_ON_ONCE() fired: a result, never an exception. */
  warn(file: string, fn: string, text: string): void {
    this.world.warnings.push({ file, fn, text });
  }

  /** WARN_ON_ONCE(condition) as an expression. */
  warnOn(condition: boolean, file: string, fn: string, text: string): boolean {
    if (condition) this.warn(file, fn, text);
    return condition;
  }

  count(name: VmstatName, n: number): void {
    this.world.vmstat[name] += n;
  }

  snapshot(): Snapshot {
    return {
      frames: this.frames.snapshot(),
      tables: this.tables.snapshot(),
      tableBookkeeping: this.tables.bookkeeping(),
      world: cloneGraph(this.world),
    };
  }

  /** Back (or forward) to a snapshot. Kernel functions under way are void: do not resume them. */
  restore(snapshot: Snapshot): void {
    this.frames.restore(snapshot.frames);
    this.tables.restore(snapshot.tables);
    this.tables.restoreBookkeeping(snapshot.tableBookkeeping);
    this.world = cloneGraph(snapshot.world);
    this.stack = emptyStack();
  }
}
