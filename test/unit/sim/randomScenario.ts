import * as fc from 'fast-check';
import type { Profile, Scenario, ScenarioStep } from '../../../src/sim';

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
  name: string;
  pages: number;
}

const KINDS = ['anon', 'anon', 'anon', 'memfd', 'ext2', 'tmpfs'] as const;
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
] as const;

/** Builds a well-formed scenario out of random decisions, with only matching releases. */
class Builder {
  readonly steps: ScenarioStep[] = [];
  private readonly procs = new Map<string, Region[]>([['p0', []]]);
  private readonly handles: { name: string; pin: boolean }[] = [];
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
    const region = { name: `r${String(this.names++)}`, pages: 1 + (d.b % 5) };
    const kind = this.pick(KINDS, d.a) ?? 'anon';
    const step: Writable<Extract<ScenarioStep, { op: 'mmap' }>> = {
      op: 'mmap',
      proc,
      region: region.name,
      kind,
      pages: region.pages,
      share: d.c % 2 === 0 ? 'private' : 'shared',
      file: `f${String(d.c % 2)}`,
    };
    this.steps.push(step);
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
    const nr = 1 + (d.b % (region.pages - page));
    this.steps.push({ op: 'gup', proc, fn, region: region.name, page, nr, flags, handle });
    this.handles.push({ name: handle, pin: kind === 'pin' });
  }

  private release(d: Draw): void {
    if (this.handles.length === 0) return;
    const [handle] = this.handles.splice(d.a % this.handles.length, 1);
    const fits = Object.keys(this.profile.releases).filter(
      (how) => how.includes('put_page') !== handle.pin && !/range|folio/.test(how),
    );
    const how = this.pick(fits, d.b) ?? 'put_page';
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
    if (d.what < 85)
      this.steps.push({ op: 'mprotect', ...on, prot: this.pick(['r', 'rw', 'none'], d.b) ?? 'r' });
    else if (d.what < 92)
      this.steps.push({ op: 'madvise', ...on, advice: this.pick(ADVICE, d.b) ?? 'DONTNEED' });
    else if (d.what < 94) this.steps.push({ op: 'migrate', proc, region: region.name, page });
    else if (d.what < 95) this.steps.push({ op: 'ksm', action: 'merge' });
    else if (d.what < 97) this.reach(proc, region, page, d);
    else {
      this.steps.push({ op: 'munmap', proc, region: region.name });
      regions.splice(regions.indexOf(region), 1);
    }
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
