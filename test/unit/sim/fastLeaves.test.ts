import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Actor, Machine, profileNamed, Session, stepsOf } from '../../../src/sim';
import type { Profile, ScenarioStep } from '../../../src/sim';
import { FOLL_LONGTERM, FOLL_PIN, FOLL_WRITE } from '../../../src/sim/gup/follFlags';
import { gupFast } from '../../../src/sim/gup/fast';
import { allocFolio, GFP_HIGHUSER_MOVABLE } from '../../../src/sim/memory/buddy';
import { growHugetlbPool } from '../../../src/sim/memory/hugetlbPool';
import { PG_DEVMAP, PG_HUGETLB } from '../../../src/sim/memory/pageFlags';
import { PGD_LEVEL, pagesOf, PMD_LEVEL } from '../../../src/sim/mm/pageTables';
import {
  makePte,
  PTE_DEVMAP,
  PTE_LEAF,
  PTE_PRESENT,
  PTE_WRITE,
  withoutFlags,
} from '../../../src/sim/mm/pte';
import { newAddressSpace } from '../../../src/sim/files/addressSpace';
import { VM_READ, VM_WRITE } from '../../../src/sim/mm/vma';
import { mmap } from '../../../src/sim/world/mmap';
import { userAccess } from '../../../src/sim/world/touch';

function profileOf(kernel: string): Profile {
  const found = profileNamed(kernel);
  assert.ok(found, `no profile ${kernel}`);
  return found;
}

const WRITABLE_LEAF = PTE_PRESENT | PTE_WRITE | PTE_LEAF;

/** What the lockless walk alone takes of [start, start + nr). */
function pinFast(m: Machine, start: number, nr: number, flags = FOLL_WRITE): number[] {
  const list: number[] = [];
  const { mm } = m.current;
  const got = m.run(gupFast(m, mm, start, start + nr, flags | FOLL_PIN, { list, at: 0 }));
  return list.slice(0, got);
}

describe('a leaf at the pgd level (gup_huge_pgd(), gup_fast_pgd_leaf())', () => {
  const start = pagesOf(PGD_LEVEL);
  const machineWithLeaf = (kernel: string, flags: number): { m: Machine; head: number } => {
    const m = new Machine(profileOf(kernel));
    const { mm } = m.newProcess('p0');
    // As much of the huge page as the test reaches.
    const head = allocFolio(m, 10, GFP_HIGHUSER_MOVABLE);
    m.frames.set(head, PG_HUGETLB);
    m.tables.set(m.tables.at(mm.pgd, PGD_LEVEL, start), makePte(head, flags));
    return { m, head };
  };

  it('gives its pages in one grab', () => {
    for (const kernel of ['5.11', '6.1', '6.5', '6.12']) {
      const { m, head } = machineWithLeaf(kernel, WRITABLE_LEAF);
      assert.deepEqual(pinFast(m, start + 600, 3), [head + 600, head + 601, head + 602]);
      assert.equal(m.frames.refcount[head], 4);
      assert.equal(m.frames.pincount[head], 3);
    }
  });

  it('gives none that it does not permit to write', () => {
    const { m, head } = machineWithLeaf('6.12', withoutFlags(WRITABLE_LEAF, PTE_WRITE));
    assert.deepEqual(pinFast(m, start, 2), []);
    assert.equal(m.frames.refcount[head], 1);
  });
});

describe('hugepd directories (gup_huge_pd() and gup_hugepte(), until 6.10)', () => {
  const GIGABYTE = 1 << 18;
  const machineWithHugetlb = (kernel: string): Machine => {
    const m = new Machine(profileOf(kernel), { hugepd: true });
    growHugetlbPool(m, 4);
    m.newProcess('p0');
    const file = newAddressSpace(m, 'hugetlb', 'huge', 1024, { isOpen: false });
    m.run(
      mmap(m, {
        start: GIGABYTE,
        pages: 1024,
        shared: false,
        access: VM_READ | VM_WRITE,
        hugetlb: true,
        file,
        pgoff: 0,
        open: 'rw',
        device: null,
        populate: false,
        noreserve: false,
      }),
    );
    for (const page of [0, 512]) m.run(userAccess(m, GIGABYTE + page, true));
    return m;
  };
  const stepNames = (m: Machine): string[] => {
    m.watching = true;
    const names: string[] = [];
    const list: number[] = [];
    const { mm } = m.current;
    const pages = { list, at: 0 };
    const steps = gupFast(m, mm, GIGABYTE + 510, GIGABYTE + 514, FOLL_WRITE | FOLL_PIN, pages);
    for (let turn = steps.next(); turn.done !== true; turn = steps.next())
      names.push(turn.value.fn);
    return names;
  };

  it('are walked entry by entry, each a huge page of its own', () => {
    for (const kernel of ['5.11', '6.1', '6.5']) {
      const m = machineWithHugetlb(kernel);
      assert.equal(pinFast(m, GIGABYTE + 510, 4).length, 4);
      assert.ok(stepNames(m).includes('gup_hugepte'), kernel);
    }
  });

  it('are gone since 6.11', () => {
    const m = machineWithHugetlb('6.12');
    assert.equal(pinFast(m, GIGABYTE + 510, 4).length, 4);
    const names = stepNames(m);
    assert.ok(names.includes('gup_fast_pmd_leaf') && !names.includes('gup_hugepte'));
  });
});

describe('device memory in the lockless walk', () => {
  it('is taken from a huge entry page by page, and not for long', () => {
    for (const kernel of ['5.11', '6.1', '6.12']) {
      const m = new Machine(profileOf(kernel));
      const { mm } = m.newProcess('p0');
      const start = pagesOf(PMD_LEVEL);
      const head = allocFolio(m, 9, GFP_HIGHUSER_MOVABLE);
      for (let page = head; page < head + 512; page++) {
        m.frames.head[page] = 0;
        m.frames.order[page] = 0;
        m.frames.refcount[page] = 1;
        m.frames.set(page, PG_DEVMAP);
      }
      const at = m.tables.alloc(mm.pgd, start, PMD_LEVEL);
      m.tables.set(at, makePte(head, WRITABLE_LEAF | PTE_DEVMAP));
      assert.deepEqual(pinFast(m, start, 2), [head, head + 1]);
      assert.deepEqual(pinFast(m, start, 2, FOLL_WRITE | FOLL_LONGTERM), []);
      // A page in the middle that cannot be grabbed: what came before it is given back.
      m.frames.refcount[head + 4] = 0;
      assert.deepEqual(pinFast(m, start + 3, 3), []);
      assert.equal(m.frames.refcount[head + 3], 1);
    }
  });

  const dax: readonly ScenarioStep[] = [
    { op: 'mmap', region: 'a', kind: 'fsdax', share: 'shared', pages: 3 },
    { op: 'touch', region: 'a', page: 0, mode: 'w' },
    { op: 'touch', region: 'a', page: 1, mode: 'w' },
    { op: 'touch', region: 'a', page: 2, mode: 'w' },
  ];
  const pin: ScenarioStep = {
    op: 'gup',
    fn: 'pin_user_pages_fast',
    region: 'a',
    nr: 3,
    flags: ['WRITE'],
    handle: 'h',
  };
  const unbind: ScenarioStep = { op: 'file', kind: 'fsdax', action: 'unbind' };
  const sessionAfter = (...steps: readonly ScenarioStep[]): Session => {
    const s = new Session(profileOf('6.12'), 'default');
    for (const step of steps) s.machine.run(stepsOf(s, step));
    return s;
  };

  it('is not handed out once its driver left', () => {
    const s = sessionAfter(...dax, unbind);
    const { rc } = s.machine.run(stepsOf(s, pin));
    assert.equal(rc, '-EFAULT');
  });

  it('is given back, all of the table, by a walk that the driver leaves under', () => {
    const s = sessionAfter(...dax);
    s.machine.watching = true;
    const walker = new Actor(s, 'walker', pin);
    // The walk takes two pages and reads the third entry; then the driver leaves.
    for (let reads = 0; reads < 3;) if (walker.advance()?.text === 'reads the entry') reads++;
    s.machine.watching = false;
    s.machine.run(stepsOf(s, unbind));
    s.machine.watching = true;
    const said: string[] = [];
    while (!walker.done) said.push(walker.advance()?.text ?? '');
    assert.ok(said.some((text) => text.includes('undoes the table')));
    assert.equal(walker.outcome?.rc, '-EFAULT');
    const { nr_foll_pin_acquired, nr_foll_pin_released } = s.machine.world.vmstat;
    assert.equal(nr_foll_pin_acquired, 2);
    assert.equal(nr_foll_pin_released, 2);
  });
});
