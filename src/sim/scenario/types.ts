import type { Boot } from '../memory/zones';
import type { FollName } from '../gup/follFlags';
import type { UffdFill } from '../world';
import type { AdviceName } from '../world/advice';

/** What can lie behind a mapping or a file; see FORMAT.md of the oracle. */
export const KINDS = [
  'anon',
  'memfd',
  'tmpfs',
  'ext2',
  'hugetlb',
  'memfd-hugetlb',
  'secret',
  'device',
  'fsdax',
] as const;
export type Kind = (typeof KINDS)[number];

export const DEVICE_MODES = [
  'empty',
  'pfnmap',
  'io',
  'mixed',
  'mixed-io-mkwrite',
  'fault',
  'fault-mixed',
  'fault-zero',
  'p2pdma',
] as const;
export type DeviceMode = (typeof DEVICE_MODES)[number];

interface InProcess {
  /** Process that executes the step; `p0` by default. */
  readonly proc?: string;
}

interface OnRange extends InProcess {
  readonly region: string;
  readonly page?: number;
  readonly pages?: number;
}

export interface MmapStep extends InProcess {
  readonly op: 'mmap';
  readonly region: string;
  readonly kind: Kind;
  readonly pages?: number;
  readonly share?: 'private' | 'shared';
  readonly prot?: string;
  readonly file?: string;
  readonly file_page?: number;
  readonly file_pages?: number;
  readonly open?: 'rw' | 'ro';
  readonly adjacent_to?: string;
  readonly at_page?: number;
  readonly populate?: boolean;
  readonly noreserve?: boolean;
  readonly mode?: DeviceMode;
  readonly track?: readonly number[];
}
export interface TouchStep extends InProcess {
  readonly op: 'touch';
  readonly region: string;
  readonly page?: number;
  readonly mode: 'r' | 'w';
  readonly value?: number;
}
export interface MprotectStep extends OnRange {
  readonly op: 'mprotect';
  readonly prot: string;
}
/** `numa_hint`: the NUMA balancing scan of the range; it is not in the oracle's format. */
export interface RangeStep extends OnRange {
  readonly op: 'munmap' | 'mlock' | 'mlock2' | 'munlock' | 'numa_hint';
}
export interface MadviseStep extends OnRange {
  readonly op: 'madvise';
  readonly advice: AdviceName;
}
export interface MremapStep extends OnRange {
  readonly op: 'mremap';
  readonly to: string;
  readonly dontunmap?: boolean;
  readonly track?: readonly number[];
}
export interface ForkStep extends InProcess {
  readonly op: 'fork';
  readonly child: string;
}
/** `kill`: SIGKILL becomes pending for the process; it is not in the oracle's format. */
export interface PlainStep extends InProcess {
  readonly op: 'exit' | 'observe' | 'kill';
}
export interface GupStep extends InProcess {
  readonly op: 'gup';
  readonly fn: string;
  readonly region?: string;
  readonly page?: number;
  readonly offset?: number;
  readonly addr?: string;
  readonly nr?: number;
  readonly flags?: readonly FollName[];
  readonly handle: string;
  readonly target?: string;
  readonly locked?: true | 'zero';
  readonly pages_null?: boolean;
}
export interface MemfdPinStep extends InProcess {
  readonly op: 'memfd_pin';
  readonly file?: string;
  readonly kind: Kind;
  readonly start: number;
  readonly end: number;
  readonly max: number;
  readonly handle: string;
}
export interface ReleaseStep extends InProcess {
  readonly op: 'release';
  readonly handle: string;
  readonly how: string;
  readonly from?: number;
  /** Negative: an errno that the caller takes for a count; not in the oracle's format. */
  readonly count?: number;
  readonly dirty?: boolean;
}
export interface RefStep extends InProcess {
  readonly op: 'ref';
  readonly handle: string;
  readonly index?: number;
  readonly delta: number;
}
export interface PokeStep extends InProcess {
  readonly op: 'poke';
  readonly handle: string;
  readonly index?: number;
  readonly value: number;
}
export interface InsertStep extends InProcess {
  readonly op: 'insert';
  readonly fn: string;
  readonly region: string;
  readonly page?: number;
  readonly src: readonly ('zero' | number)[];
}
export interface MigrateStep extends InProcess {
  readonly op: 'migrate';
  readonly region: string;
  readonly page?: number;
  readonly target?: string;
}
export interface FileStep extends InProcess {
  readonly op: 'file';
  readonly file?: string;
  readonly kind: Kind;
  /** `unbind`: the driver of the memory behind an FS-DAX file leaves; not in the oracle's format. */
  readonly action: 'truncate' | 'punch' | 'fsync' | 'drop' | 'read' | 'write' | 'unbind';
  readonly page?: number;
  readonly pages?: number;
  readonly value?: number;
}
export interface MemStep extends InProcess {
  readonly op: 'mem_write' | 'mem_read' | 'process_vm_write';
  readonly target?: string;
  readonly region: string;
  readonly page?: number;
  readonly value?: number;
}
export interface PipeStep extends InProcess {
  readonly op: 'vmsplice' | 'piperead';
  readonly region?: string;
  readonly page?: number;
  readonly pipe?: string;
}
/** userfaultfd ioctls on anonymous memory and shmem, and what the monitor does; not in the oracle's format. */
export interface UffdStep extends OnRange {
  readonly op: 'uffd';
  readonly action: 'register' | 'unregister' | UffdFill;
  /** `register`: the monitor fills every missing page at once. */
  readonly answer?: UffdFill;
  /** The byte that the monitor fills pages with. */
  readonly value?: number;
}
export interface KsmStep extends InProcess {
  readonly op: 'ksm';
  readonly action: 'merge';
}
export interface TunableStep extends InProcess {
  readonly op: 'tunable';
  readonly name: 'thp' | 'thp-shmem' | 'thp-use-zero-page' | 'thp-64k';
  readonly value: string;
}

export type ScenarioStep =
  | MmapStep
  | TouchStep
  | MprotectStep
  | RangeStep
  | MadviseStep
  | MremapStep
  | ForkStep
  | PlainStep
  | GupStep
  | MemfdPinStep
  | ReleaseStep
  | RefStep
  | PokeStep
  | InsertStep
  | MigrateStep
  | FileStep
  | MemStep
  | PipeStep
  | KsmStep
  | UffdStep
  | TunableStep;
export type Op = ScenarioStep['op'];

/** A script of memory operations and gup calls. */
export interface Scenario {
  readonly name: string;
  readonly topic: string;
  readonly summary: string;
  readonly boot: Boot;
  readonly steps: readonly ScenarioStep[];
}
