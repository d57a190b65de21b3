export type Json = Record<string, unknown>;

export const asText = (x: unknown, otherwise: string): string =>
  typeof x === 'string' ? x : otherwise;
const asNumber = (x: unknown, otherwise: number): number => (typeof x === 'number' ? x : otherwise);

/** A region as far as a check must know it. */
interface Known {
  readonly pages: number;
  readonly kind: string;
  /** All of it was unmapped: the name may be given again. */
  readonly gone: boolean;
}
type Regions = Map<string, Known>;

/** Which processes and regions exist as the steps go by. */
export class Names {
  /** Regions of each living process. */
  private readonly alive = new Map<string, Regions>([['p0', new Map()]]);
  private readonly everUsed = new Set(['p0']);

  /** Checks the names that a well-formed step uses, and does what it does to them. */
  step(step: Json): string | null {
    const proc = asText(step.proc, 'p0');
    const regions = this.alive.get(proc);
    if (regions === undefined) return `there is no process ${proc} (any more)`;
    const target = step.target === undefined ? proc : asText(step.target, proc);
    const seen = this.alive.get(target);
    if (seen === undefined) return `there is no process ${target} (any more)`;
    if (step.op === 'fork') return this.fork(asText(step.child, ''), regions);
    if (step.op === 'exit') this.alive.delete(proc);
    if (step.op === 'mmap') return Names.map(step, regions);
    if (step.op === 'gup' && step.addr === undefined && step.region === undefined)
      return 'one of region and addr is needed';
    return Names.range(step, step.target === undefined ? regions : seen, regions);
  }

  private fork(child: string, regions: Regions): string | null {
    if (this.everUsed.has(child))
      return `process ${child} exists already: a process is forked once, and not by itself`;
    this.everUsed.add(child);
    this.alive.set(child, new Map(regions));
    return null;
  }

  private static map(step: Json, regions: Regions): string | null {
    const name = asText(step.region, '');
    if (regions.get(name)?.gone === false) return `region ${name} exists already`;
    if (step.adjacent_to !== undefined && !regions.has(asText(step.adjacent_to, '')))
      return `there is no region ${asText(step.adjacent_to, '')}`;
    const pages = asNumber(step.pages, 1);
    if (pages === 0) return 'field pages must be at least 1';
    const track: unknown[] = Array.isArray(step.track) ? step.track : [];
    const outside = track.find((page) => asNumber(page, 0) >= pages);
    if (outside !== undefined)
      return `page ${JSON.stringify(outside)} of track is outside the region`;
    regions.set(name, { pages, kind: asText(step.kind, ''), gone: false });
    return null;
  }

  private static range(step: Json, regions: Regions, own: Regions): string | null {
    if (step.region === undefined) return null;
    const name = asText(step.region, '');
    const region = regions.get(name);
    if (region === undefined) return `there is no region ${name}`;
    const size = region.pages;
    if (step.op === 'insert' && region.kind !== 'device')
      return `region ${name} is of kind ${region.kind}: only a device inserts pages`;
    const page = asNumber(step.page, 0);
    const pages = step.op === 'file' ? 1 : asNumber(step.pages, 1);
    if (step.op !== 'gup' && page + pages > size)
      return `page ${String(page + pages - 1)} is outside region ${name}, which has ${String(size)} pages`;
    if (step.op === 'gup' && page > size)
      return `page ${String(page)} is outside region ${name}, which has ${String(size)} pages`;
    if (step.op === 'mremap') {
      const to = asText(step.to, '');
      if (own.has(to)) return `region ${to} exists already`;
      own.set(to, { ...region, pages: step.pages === undefined ? size - page : pages });
    }
    const whole = page === 0 && (step.pages === undefined || pages === size);
    if (step.op === 'munmap' && whole) own.set(name, { ...region, gone: true });
    return null;
  }
}
