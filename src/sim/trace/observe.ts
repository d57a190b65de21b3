import { ZERO_PFN } from '../machine';
import { inCma, inZoneMovable } from '../memory/buddy';
import { folioIsLarge, folioMapcount, folioMaybeDmaPinned } from '../memory/folio';
import {
  PG_ALLOCATED,
  PG_ANON,
  PG_HUGETLB,
  PG_KSM,
  PG_UNMAPPED_DIRECT,
  SHOWN_FLAGS,
} from '../memory/pageFlags';
import { PMD_LEVEL, PTE_LEVEL, PTRS } from '../mm/pageTables';
import {
  KIND_MIGRATION,
  KIND_SWAP,
  PTE_NO_PAGE,
  pteDirty,
  pteLeaf,
  ptePfn,
  ptePresent,
  pteProtnone,
  pteSpecial,
  pteWrite,
  pteYoung,
  swapKind,
  SWP_EXCLUSIVE,
} from '../mm/pte';
import type { Pte } from '../mm/pte';
import { pageAnonExclusive } from '../mm/rmap';
import {
  VM_DONTCOPY,
  VM_DONTEXPAND,
  VM_HUGEPAGE,
  VM_HUGETLB,
  VM_IO,
  VM_LOCKED,
  VM_LOCKONFAULT,
  VM_MAYWRITE,
  VM_MERGEABLE,
  VM_MIXEDMAP,
  VM_PFNMAP,
  VM_READ,
  VM_SHARED,
  VM_UFFD_MISSING,
  VM_WIPEONFORK,
  VM_WRITE,
  vmaLookup,
} from '../mm/vma';
import type { Region, Session } from '../scenario/session';
import type { Observation, TraceHandle, TracePage, TracePte } from './types';

const VMA_FLAGS: readonly (readonly [number, string])[] = [
  [VM_READ, 'read'],
  [VM_WRITE, 'write'],
  [VM_SHARED, 'shared'],
  [VM_MAYWRITE, 'maywrite'],
  [VM_LOCKED, 'locked'],
  [VM_LOCKONFAULT, 'lockonfault'],
  [VM_IO, 'io'],
  [VM_PFNMAP, 'pfnmap'],
  [VM_UFFD_MISSING, 'uffd_missing'],
  [VM_MIXEDMAP, 'mixedmap'],
  [VM_DONTCOPY, 'dontcopy'],
  [VM_WIPEONFORK, 'wipeonfork'],
  [VM_DONTEXPAND, 'dontexpand'],
  [VM_HUGETLB, 'hugetlb'],
  [VM_HUGEPAGE, 'hugepage'],
  [VM_MERGEABLE, 'mergeable'],
];

const keyOf = (page: number, generation: number): string => `${String(page)}:${String(generation)}`;

/** Label of the page a frame is now, given at its first appearance. */
function labelOf(s: Session, page: number, generation: number): string {
  const { hugeZero } = s.machine.world;
  const { frames } = s.machine;
  if (page === ZERO_PFN) return special(s, 'zero', page, generation);
  if (
    hugeZero !== 0 &&
    page >= hugeZero &&
    page < hugeZero + PTRS &&
    frames.folio(page) === hugeZero
  )
    return special(
      s,
      page === hugeZero ? 'hugezero' : `hugezero+${String(page - hugeZero)}`,
      page,
      generation,
    );
  const key = keyOf(page, generation);
  const known = s.state.labels.get(key);
  if (known !== undefined) return known;
  const label = `page${String(s.state.nextPageNumber++)}`;
  s.state.labels.set(key, label);
  return label;
}

function special(s: Session, label: string, page: number, generation: number): string {
  s.state.labels.set(keyOf(page, generation), label);
  return label;
}

const labelNow = (s: Session, page: number): string =>
  labelOf(s, page, s.machine.frames.generation[page]);

const names = (pairs: readonly (readonly [boolean, string])[]): string[] =>
  pairs.filter(([is]) => is).map(([, name]) => name);

function observeEntry(s: Session, entry: Pte, level: 'pte' | 'pmd', offset: number): TracePte {
  const kind = swapKind(entry);
  if (!ptePresent(entry)) {
    if (kind === KIND_SWAP)
      return { level, nonpresent: entry & SWP_EXCLUSIVE ? ['swap', 'swap-exclusive'] : ['swap'] };
    return { level, nonpresent: [kind === KIND_MIGRATION ? 'migration' : 'other-nonpresent'] };
  }
  const page = entry & PTE_NO_PAGE ? 'no-struct-page' : labelNow(s, ptePfn(entry) + offset);
  const flags = names([
    [pteWrite(entry), 'write'],
    [pteDirty(entry), 'dirty'],
    [pteYoung(entry), 'young'],
    [pteSpecial(entry), 'special'],
    [pteProtnone(entry), 'protnone'],
  ]);
  return { level, page, flags };
}

function observePte(s: Session, proc: string, page: number): TracePte | 'no-vma' | null {
  const { tables } = s.machine;
  const { mm } = s.machine.process(proc);
  if (vmaLookup(mm, page) === null) return 'no-vma';
  const pmd = tables.find(mm.pgd, page, PMD_LEVEL);
  if (pmd < 0) return null;
  const entry = tables.get(pmd);
  if (entry === 0) return null;
  if (pteLeaf(entry) || !ptePresent(entry)) return observeEntry(s, entry, 'pmd', page % PTRS);
  const pte = tables.get(tables.find(mm.pgd, page, PTE_LEVEL));
  return pte === 0 ? null : observeEntry(s, pte, 'pte', 0);
}

function observeVmas(
  s: Session,
  proc: string,
  region: Region,
  into: Record<string, string[] | null>,
): void {
  const { mm } = s.machine.process(proc);
  const found = region.track.map((i) => {
    const vma = vmaLookup(mm, region.start + i);
    return vma === null
      ? null
      : names(VMA_FLAGS.map(([bit, name]) => [(vma.flags & bit) !== 0, name]));
  });
  const key = `${proc}.${region.name}`;
  if (found.every((flags) => String(flags) === String(found[0]))) {
    into[key] = found[0] ?? null;
    return;
  }
  region.track.forEach((page, i) => {
    into[`${key}[${String(page)}]`] = found[i];
  });
}

function observeHandle(s: Session, name: string): TraceHandle {
  const handle = s.state.handles.get(name);
  if (handle === undefined) throw new Error(`no handle ${name}`);
  const n = handle.slots.length;
  const pages: Record<string, string> = {};
  const shown = n > 8 ? [0, 1, n - 1] : [...handle.slots.keys()];
  for (const slot of shown) {
    const held = handle.slots[slot];
    if (held !== null) pages[String(slot)] = labelOf(s, held.page, held.generation);
  }
  return { kind: handle.kind, n, held: handle.slots.filter((x) => x !== null).length, pages };
}

function observePage(s: Session, page: number, label: string): TracePage {
  const m = s.machine;
  const { frames } = m;
  const folio = frames.folio(page);
  const large = folioIsLarge(m, folio);
  const order = frames.order[folio];
  const flags = frames.flags[folio];
  const anon = (flags & PG_ANON) !== 0;
  const delta = label === 'zero' || label.startsWith('hugezero');
  const { baseline } = s.state;
  const base = label === 'zero' ? baseline.zero : delta ? baseline.hugeZero : 0;
  return {
    ref: frames.refcount[folio] - base,
    mapcount: frames.mapcount[page] + frames.entire[folio],
    order,
    maybe_pinned: folioMaybeDmaPinned(m, folio),
    ...(large
      ? {
          head: labelNow(s, folio),
          folio_mapcount: folioMapcount(m, folio),
          entire_mapcount: frames.entire[folio],
          pincount: frames.pincount[folio],
        }
      : {}),
    flags: [
      ...SHOWN_FLAGS.filter(([bit]) => flags & bit).map(([, name]) => name),
      ...names([
        [anon, 'anon'],
        [(flags & PG_KSM) !== 0, 'ksm'],
        [(flags & PG_HUGETLB) !== 0, 'hugetlb'],
        [!anon && frames.mapping[folio] > 0, 'file'],
        [anon && pageAnonExclusive(m, page), 'anon_exclusive'],
        [inZoneMovable(m, page), 'zone_movable'],
        [inCma(m, page), 'cma'],
        [m.profile.longtermPinnable(m, folio), 'longterm_pinnable'],
      ]),
    ],
    byte0: flags & PG_UNMAPPED_DIRECT ? null : frames.byte0[page],
    ...(delta ? { ref_is_delta: true } : {}),
  };
}

function observePages(s: Session): Record<string, TracePage | 'freed'> {
  const { frames } = s.machine;
  const pages: Record<string, TracePage | 'freed'> = {};
  // Head pages get their labels after everything that was seen directly; the map grows on the way.
  for (const [key, label] of s.state.labels) {
    const [page, generation] = key.split(':').map(Number);
    const gone = frames.generation[page] !== generation || !frames.test(page, PG_ALLOCATED);
    pages[label] = gone ? 'freed' : observePage(s, page, label);
  }
  return pages;
}

/** Looks at everything the scenario can see, and gives labels to pages seen for the first time. */
export function observe(s: Session): Observation {
  const m = s.machine;
  const procs: Record<string, { has_pinned: boolean; locked_vm: number }> = {};
  const vmas: Record<string, string[] | null> = {};
  const ptes: Record<string, TracePte | 'no-vma' | null> = {};
  for (const [name, process] of m.world.processes) {
    procs[name] = { has_pinned: process.mm.hasPinned, locked_vm: process.mm.lockedVm };
    for (const region of s.state.regions.get(name)?.values() ?? []) {
      observeVmas(s, name, region, vmas);
      for (const i of region.track)
        ptes[`${name}.${region.name}[${String(i)}]`] = observePte(s, name, region.start + i);
    }
  }
  const handles: Record<string, TraceHandle> = {};
  for (const name of s.state.handles.keys()) handles[name] = observeHandle(s, name);
  return { vmstat: { ...m.world.vmstat }, procs, vmas, ptes, handles, pages: observePages(s) };
}

/** As observe(), but leaves no labels behind: a look in the middle of a step does not change how pages are named. */
export function peek(s: Session): Observation {
  const { labels, nextPageNumber } = s.state;
  const kept = [...labels];
  const seen = observe(s);
  s.state.labels.clear();
  for (const [key, label] of kept) s.state.labels.set(key, label);
  s.state.nextPageNumber = nextPageNumber;
  return seen;
}
