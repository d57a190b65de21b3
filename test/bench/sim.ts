// How fast the simulation core is, as ratios within one run: absolute times depend on the machine.
import { Machine, profileNamed, Session } from '../../src/sim';
import type { Profile } from '../../src/sim';
import { FOLL_WRITE } from '../../src/sim/gup/follFlags';
import { VM_READ, VM_WRITE } from '../../src/sim/mm/vma';
import { madvise } from '../../src/sim/world/madvise';
import { mmap } from '../../src/sim/world/mmap';
import { userAccess } from '../../src/sim/world/touch';

/** The newest kernel; throws where there is none. */
function newest(): Profile {
  const found = profileNamed('6.12');
  if (found === undefined) throw new Error('no profile 6.12');
  return found;
}
const profile = newest();
const pinFast = profile.entryPoints.pin_user_pages_fast;
const getFast = profile.entryPoints.get_user_pages_fast;
const START = 1 << 18;

/** Milliseconds of the fastest of several runs. */
function best(runs: number, work: () => void): number {
  let fastest = Infinity;
  for (let i = 0; i < runs; i++) {
    const begin = performance.now();
    work();
    fastest = Math.min(fastest, performance.now() - begin);
  }
  return fastest;
}

const print = (what: string, value: string): void => {
  console.log(`${what.padEnd(66)} ${value}`);
};
const ms = (value: number): string => `${value.toFixed(2)} ms`;

/** A machine with `pages` written pages of anonymous memory at START. */
function machineWith(pages: number, huge = false): Machine {
  const m = new Machine(profile, { frames: Math.max(1 << 18, pages * 2) });
  m.newProcess('p0');
  m.run(
    mmap(m, {
      start: START,
      pages,
      shared: false,
      access: VM_READ | VM_WRITE,
      hugetlb: false,
      file: null,
      pgoff: 0,
      open: 'rw',
      device: null,
      populate: false,
      noreserve: false,
    }),
  );
  if (huge) m.run(madvise(m, START, START + pages, 'HUGEPAGE'));
  for (let i = 0; i < pages; i += huge ? 512 : 1) m.run(userAccess(m, START + i, true));
  return m;
}

function pinAndUnpin(m: Machine, start: number, nr: number): void {
  const list: number[] = [];
  const { mm } = m.current;
  const got = m.run(
    pinFast.run(m, {
      start,
      nr,
      flags: FOLL_WRITE,
      pages: { list, at: 0 },
      mm,
      locked: null,
    }),
  );
  if (got !== nr) throw new Error(`pinned ${String(got)} of ${String(nr)}`);
  m.run(profile.releases.unpin_user_pages(m, { pages: list, makeDirty: false }));
}

/**
 * The bare loop: per page it reads the entry (twice, as the lockless walk must), the head, order, flags, mapping and the
 * refcount, adds the pin, sets PG_referenced, notes the page and the vmstat event; then takes it all back.
 */
function bareLoop(m: Machine, first: number, nr: number, counts: Float64Array): number {
  const { entries } = m.tables;
  const { refcount, head, order, flags, mapping, dirty } = m.frames;
  const pages: number[] = [];
  for (let i = 0; i < nr; i++) {
    const entry = entries[first + i];
    const page = entry >>> 10;
    const folio = head[page] || page;
    if (refcount[folio] <= 0 || order[folio] > 0) break;
    refcount[folio] += 1024;
    counts[0] += 1;
    if (entries[first + i] !== entry || mapping[folio] === 0) break;
    flags[folio] |= 4;
    dirty[folio >> 7] = 1;
    pages[i] = page;
  }
  for (const page of pages) {
    const folio = head[page] || page;
    if (order[folio] > 0) break;
    refcount[folio] -= 1024;
    dirty[folio >> 7] = 1;
    counts[1] += 1;
    if (refcount[folio] === 0) break;
  }
  return pages.length;
}

function orderZeroPins(): void {
  const nr = 512 * 64;
  const m = machineWith(nr);
  const first = m.tables.find(m.current.mm.pgd, START, 0);
  const counts = new Float64Array(2);
  // The tables of one range are allocated one after another, so the bare loop may run through them.
  const bare = best(30, () => {
    for (let t = 0; t < 64; t++)
      bareLoop(m, m.tables.find(m.current.mm.pgd, START + t * 512, 0), 512, counts);
  });
  const model = best(30, () => {
    pinAndUnpin(m, START, nr);
  });
  if (first < 0) throw new Error('nothing mapped');
  print(`bare loop, ${String(nr)} resident order-0 pages, pin and unpin`, ms(bare));
  print('pin_user_pages_fast() + unpin_user_pages(), the same pages', ms(model));
  print('  ratio (goal: at most 5)', (model / bare).toFixed(2));
  const single = best(10, () => {
    for (let i = 0; i < nr; i++) pinAndUnpin(m, START + i, 1);
  });
  print('  the same, one page a call', `${ms(single)}, ratio ${(single / bare).toFixed(2)}`);
}

function manyPins(): void {
  const m = machineWith(1);
  const calls = (1 << 21) - 1;
  const list: number[] = [];
  const { mm } = m.current;
  const entry = {
    start: START,
    nr: 1,
    flags: FOLL_WRITE,
    pages: { list, at: 0 },
    mm,
    locked: null,
  };
  const time = best(1, () => {
    for (let i = 0; i < calls; i++) m.run(pinFast.run(m, entry));
  });
  print(`${String(calls)} pins of one page, one a call`, ms(time));
  const release = best(1, () => {
    for (let i = 0; i < calls; i++)
      m.run(profile.releases.unpin_user_page(m, { pages: [list[0]], makeDirty: false }));
  });
  print('  and their releases', ms(release));
  const gets = best(1, () => {
    for (let i = 0; i < calls; i++) m.run(getFast.run(m, entry));
  });
  print(`${String(calls)} plain references to it`, ms(gets));
}

function gigabyte(): void {
  const small = 1 << 18;
  let m = machineWith(1);
  const fault = best(1, () => {
    m = machineWith(small);
  });
  print('1 GB of 4 KB pages, faulted in one by one', ms(fault));
  const pins = best(5, () => {
    pinAndUnpin(m, START, small);
  });
  print('  pinned and released at once', ms(pins));
  const bytes = m.frames.bytesPerFrame() + m.tables.entries.BYTES_PER_ELEMENT;
  print('bytes of state per simulated page (goal: at most 64)', String(bytes));
  const full = best(1, () => {
    m.snapshot();
  });
  print('first snapshot of that machine', ms(full));
  const again = best(5, () => {
    m.snapshot();
  });
  print('snapshot with nothing changed since', ms(again));
  m.run(userAccess(m, START, true));
  const snapshot = m.snapshot();
  const restore = best(5, () => {
    m.run(profile.releases.unpin_user_pages(m, { pages: [], makeDirty: false }));
    m.frames.setByte0(1 << 12, 1);
    m.restore(snapshot);
  });
  print('restore after one page changed', ms(restore));
}

function hugePages(): void {
  const pages = 1 << 18;
  const begin = performance.now();
  const m = machineWith(pages, true);
  print('1 GB of 2 MB pages, faulted in', ms(performance.now() - begin));
  const pins = best(5, () => {
    pinAndUnpin(m, START, pages);
  });
  print('  pinned and released at once', ms(pins));
}

function scenarioSnapshots(): void {
  const s = new Session(profile, 'default');
  const time = best(200, () => {
    s.restore(s.snapshot());
  });
  print('snapshot and restore of a fresh session', ms(time));
}

orderZeroPins();
manyPins();
gigabyte();
hugePages();
scenarioSnapshots();
