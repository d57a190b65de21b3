import * as fc from 'fast-check';
import type { Kind, Profile, Scenario, ScenarioStep } from '../../../src/sim';

/** One random decision; numbers are reduced to what exists when the scenario is built. */
interface Draw {
  readonly what: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

const draw: fc.Arbitrary<Draw> = fc.record({
  what: fc.nat(99),
  a: fc.nat(1000),
  b: fc.nat(1000),
  c: fc.nat(1000),
});

type Writable<T> = { -readonly [K in keyof T]: T[K] };
interface Region {
  readonly name: string;
  readonly pages: number;
  readonly kind: Kind;
  readonly file: string;
}

const KINDS = [
  'anon',
  'anon',
  'anon',
  'anon',
  'memfd',
  'ext2',
  'tmpfs',
  'hugetlb',
  'memfd-hugetlb',
  'secret',
  'device',
  'fsdax',
] as const;
const MODES = ['empty', 'pfnmap', 'mixed', 'fault', 'fault-mixed', 'p2pdma'] as const;
/** Pages of a huge page, and of regions that may hold one. */
const HUGE = 512;
const FLAGS = [[], ['WRITE'], ['WRITE'], ['FORCE'], ['WRITE', 'FORCE'], ['LONGTERM']] as const;

const ADVICE = [
  'DONTNEED',
  'PAGEOUT',
  'PAGEOUT',
  'COLD',
  'FREE',
  'WILLNEED',
  'MERGEABLE',
  'UNMERGEABLE',
  'REMOVE',
  'HUGEPAGE',
  'COLLAPSE',
  'POPULATE_WRITE',
  'DONTFORK',
] as const;

/** Does a release fit what the acquire took? Ranges and folios do not go with every handle, __free_page() with none. */
export const fits = (how: string, kind: 'get' | 'pin'): boolean =>
  how !== '__free_page' &&
  /put_page|release_pages|folio_put/.test(how) === (kind === 'get') &&
  !/range|unpin_.*folio/.test(how);

/** Builds a well-formed scenario out of random decisions, with only matching releases. */
class Builder {
  readonly steps: ScenarioStep[] = [];
  private readonly procs = new Map<string, Region[]>([['p0', []]]);
  private readonly handles: { name: string; kind: 'get' | 'pin' }[] = [];
  private names = 0;

  constructor(private readonly profile: Profile) {}

  private pick<T>(list: readonly T[], n: number): T | undefined {
    return list.length === 0 ? undefined : list[n % list.length];
  }

  add(d: Draw): void {
    const proc = this.pick([...this.procs.keys()], d.c) ?? 'p0';
    const regions = this.procs.get(proc) ?? [];
    const region = this.pick(regions, d.a);
    if (region === undefined || d.what < 8) this.mmap(proc, regions, d);
    else if (d.what < 45) this.touch(proc, region, d);
    else if (d.what < 60) this.gup(proc, region, d);
    else if (d.what < 72) this.release(d);
    else if (d.what < 78) this.fork(proc, regions);
    else if (d.what < 81) this.exit(proc);
    else this.change(proc, regions, region, d);
  }

  private mmap(proc: string, regions: Region[], d: Draw): void {
    const kind = this.pick(KINDS, d.a) ?? 'anon';
    const hugetlb = kind.includes('hugetlb');
    // One in five of the anonymous regions has room for a huge page.
    const huge = hugetlb || (kind === 'anon' && d.b % 5 === 0);
    const region = {
      name: `r${String(this.names++)}`,
      pages: huge ? HUGE : 1 + (d.b % 5),
      kind,
      file: `f${String(d.c % 2)}`,
    };
    const step: Writable<Extract<ScenarioStep, { op: 'mmap' }>> = {
      op: 'mmap',
      proc,
      region: region.name,
      kind,
      pages: region.pages,
      share: d.c % 2 === 0 ? 'private' : 'shared',
      file: region.file,
      ...(huge ? { track: [0, 1, HUGE - 1] } : {}),
      ...(kind === 'device' ? { mode: this.pick(MODES, d.c) } : {}),
      ...(d.c % 7 === 0 ? { populate: true } : {}),
    };
    this.steps.push(step);
    if (huge && !hugetlb && d.c % 2 === 0)
      this.steps.push({ op: 'madvise', proc, region: region.name, advice: 'HUGEPAGE' });
    regions.push(region);
  }

  private touch(proc: string, region: Region, d: Draw): void {
    const mode = d.b % 2 === 0 ? 'w' : 'r';
    const page = d.c % region.pages;
    this.steps.push({ op: 'touch', proc, region: region.name, page, mode, value: d.b % 256 });
  }

  private gup(proc: string, region: Region, d: Draw): void {
    const calls = Object.entries(this.profile.entryPoints).filter(([, entry]) => !entry.remote);
    const call = this.pick(calls, d.b);
    if (call === undefined) return;
    const [fn, { kind }] = call;
    const page = d.c % region.pages;
    const flags = (this.pick(FLAGS, d.a) ?? []).filter(
      (flag) => kind === 'pin' || flag !== 'LONGTERM',
    );
    const handle = `h${String(this.names++)}`;
    const nr = 1 + (d.b % Math.min(region.pages - page, 8));
    this.steps.push({ op: 'gup', proc, fn, region: region.name, page, nr, flags, handle });
    this.handles.push({ name: handle, kind });
  }

  private release(d: Draw): void {
    if (this.handles.length === 0) return;
    const [handle] = this.handles.splice(d.a % this.handles.length, 1);
    const fitting = Object.keys(this.profile.releases).filter((how) => fits(how, handle.kind));
    const how = this.pick(fitting, d.b) ?? 'put_page';
    this.steps.push({ op: 'release', handle: handle.name, how, dirty: d.c % 3 === 0 });
  }

  private fork(proc: string, regions: readonly Region[]): void {
    if (this.procs.size >= 4) return;
    const child = `p${String(1 + this.names++)}`;
    this.steps.push({ op: 'fork', proc, child });
    this.procs.set(child, [...regions]);
  }

  private exit(proc: string): void {
    if (proc === 'p0') return;
    this.steps.push({ op: 'exit', proc });
    this.procs.delete(proc);
  }

  private change(proc: string, regions: Region[], region: Region, d: Draw): void {
    const page = d.c % region.pages;
    const on = { proc, region: region.name, page, pages: 1 };
    if (d.what < 83)
      this.steps.push({ op: 'mprotect', ...on, prot: this.pick(['r', 'rw', 'none'], d.b) ?? 'r' });
    else if (d.what < 88) this.advise(proc, region, page, d);
    else if (d.what < 90) this.steps.push({ op: 'migrate', proc, region: region.name, page });
    else if (d.what < 91) this.steps.push({ op: 'ksm', action: 'merge' });
    else if (d.what < 93) this.reach(proc, region, page, d);
    else if (d.what < 95)
      this.steps.push({
        op: this.pick(['mlock', 'mlock2', 'munlock'] as const, d.b) ?? 'mlock',
        ...on,
      });
    else if (d.what < 96) this.steps.push({ op: 'numa_hint', ...on });
    else if (d.what < 97)
      this.steps.push({ op: 'uffd', action: 'register', ...on, answer: 'copy', value: d.b % 256 });
    else if (d.what < 98) this.move(proc, regions, region, d);
    else if (d.what < 99) this.onFile(region, d);
    else {
      this.steps.push({ op: 'munmap', proc, region: region.name });
      regions.splice(regions.indexOf(region), 1);
    }
  }

  /** On one page, or on all of a region that has room for huge pages. */
  private advise(proc: string, region: Region, page: number, d: Draw): void {
    const advice = this.pick(ADVICE, d.b) ?? 'DONTNEED';
    const part = region.pages === HUGE && d.c % 2 === 0 ? {} : { page, pages: 1 };
    this.steps.push({ op: 'madvise', proc, region: region.name, advice, ...part });
  }

  private move(proc: string, regions: Region[], region: Region, d: Draw): void {
    const to = `m${String(this.names++)}`;
    this.steps.push({
      op: 'mremap',
      proc,
      region: region.name,
      to,
      dontunmap: d.b % 2 === 0,
      track: [0],
    });
    regions.push({ ...region, name: to });
  }

  private onFile({ kind, file, pages }: Region, d: Draw): void {
    if (!['memfd', 'tmpfs', 'ext2', 'memfd-hugetlb', 'fsdax'].includes(kind)) return;
    const actions = ['truncate', 'punch', 'fsync', 'drop', 'read', 'write'] as const;
    const action = this.pick(actions, d.b) ?? 'fsync';
    const unit = kind === 'memfd-hugetlb' ? HUGE : 1;
    const page = (d.c % Math.ceil(pages / unit)) * unit;
    this.steps.push({ op: 'file', kind, file, action, page, pages: unit, value: d.a % 256 });
  }

  /** Memory reached by other ways than the own page tables. */
  private reach(proc: string, region: Region, page: number, d: Draw): void {
    const on = { proc, region: region.name, page };
    if (d.b % 3 === 0) this.steps.push({ op: 'mem_write', ...on, value: d.b % 256 });
    else if (d.b % 3 === 1) this.steps.push({ op: 'process_vm_write', ...on, value: d.b % 256 });
    else this.steps.push({ op: 'vmsplice', ...on, pipe: 'q' }, { op: 'piperead', proc, pipe: 'q' });
  }

  /** Releases whatever is still held. */
  finish(): void {
    while (this.handles.length > 0) this.release({ what: 0, a: 0, b: 0, c: 1 });
  }
}

/** Random scenarios for a kernel: some processes, some memory, gup calls with the releases that match. */
export const randomScenario = (profile: Profile): fc.Arbitrary<Scenario> =>
  fc.array(draw, { minLength: 5, maxLength: 40 }).map((draws) => {
    const builder = new Builder(profile);
    for (const d of draws) builder.add(d);
    builder.finish();
    return {
      name: 'random',
      topic: 'random',
      summary: '',
      boot: 'default',
      steps: builder.steps,
    };
  });
