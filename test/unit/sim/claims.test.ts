import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Machine, profileNamed, runScenario, Session, stepsOf, ZERO_PFN } from '../../../src/sim';
import type { Profile, ScenarioStep, TracePage, TraceStep } from '../../../src/sim';
import { FOLL_WRITE } from '../../../src/sim/gup/follFlags';
import { allocFolio, GFP_HIGHUSER_MOVABLE } from '../../../src/sim/memory/buddy';
import { folioMaybeDmaPinned } from '../../../src/sim/memory/folio';
import { PUD_LEVEL } from '../../../src/sim/mm/pageTables';
import { makePte, PTE_LEAF, PTE_PRESENT, PTE_WRITE } from '../../../src/sim/mm/pte';
import { insertVma, VM_MAYREAD, VM_MAYWRITE, VM_READ, VM_WRITE } from '../../../src/sim/mm/vma';

function profile(name: string): Profile {
  const found = profileNamed(name);
  assert.ok(found, `no profile ${name}`);
  return found;
}

/** A fresh machine that ran the steps. */
function after(kernel: string, steps: readonly ScenarioStep[]): Session {
  const s = new Session(profile(kernel), 'default');
  for (const step of steps) s.machine.run(stepsOf(s, step));
  return s;
}

function traceOf(kernel: string, steps: readonly ScenarioStep[]): readonly TraceStep[] {
  const scenario = { name: 'claim', topic: 'claim', summary: '', boot: 'default' as const, steps };
  return runScenario(scenario, profile(kernel)).steps;
}

const page = (step: TraceStep, label: string): TracePage => {
  const record = step.pages[label];
  assert.ok(record !== undefined && record !== 'freed', `${label} is not there`);
  return record;
};

const written: readonly ScenarioStep[] = [
  { op: 'mmap', region: 'a', kind: 'anon', pages: 1 },
  { op: 'touch', region: 'a', mode: 'w', value: 1 },
];

describe('Documentation/core-api/pin_user_pages.rst: the pin count is fuzzy', () => {
  it('1024 references of get_user_pages() look like one pin', () => {
    const gets = (n: number): ScenarioStep[] =>
      Array.from({ length: n }, (_, i) => ({
        op: 'gup',
        fn: 'get_user_pages_fast',
        region: 'a',
        handle: `h${String(i)}`,
      }));
    for (const kernel of ['5.11', '6.1', '6.5', '6.12']) {
      // The mapping itself holds the 1024th.
      const almost = after(kernel, [...written, ...gets(1022)]);
      const held = almost.state.handles.get('h0')?.slots[0]?.page ?? 0;
      assert.equal(almost.machine.frames.refcount[held], 1023);
      assert.equal(folioMaybeDmaPinned(almost.machine, held), false);
      const enough = after(kernel, [...written, ...gets(1023)]);
      assert.equal(folioMaybeDmaPinned(enough.machine, held), true);
    }
  });
});

describe('the zero page and direct I/O', () => {
  /** A process that only read its 64 pages of memory; each direct-IO write from them pins the zero page 64 times. */
  class DirectIo {
    private readonly s: Session;

    constructor(kernel: string) {
      this.s = after(kernel, [
        { op: 'mmap', region: 'a', kind: 'anon', pages: 64 },
        ...Array.from({ length: 64 }, (_, i): ScenarioStep => ({
          op: 'touch',
          region: 'a',
          page: i,
          mode: 'r',
        })),
      ]);
    }

    get zeroPageRefcount(): number {
      return this.s.machine.frames.refcount[ZERO_PFN];
    }

    /** How many of the writes got fewer than 64 pages. */
    refusedOf(writes: number): number {
      const m = this.s.machine;
      const { pin_user_pages_fast: pin } = m.profile.entryPoints;
      const start = this.s.region('p0', 'a').start;
      const { mm } = m.current;
      let refused = 0;
      for (let i = 0; i < writes; i++) {
        const pages = { list: [], at: 0 };
        const got = m.run(pin.run(m, { start, nr: 64, flags: 0, pages, mm, locked: null }));
        if (got !== 64) refused++;
      }
      return refused;
    }
  }

  it('32768 of them overrun its count on 5.11, where further pins fail', () => {
    const io = new DirectIo('5.11');
    assert.equal(io.refusedOf(32767), 0);
    assert.equal(io.zeroPageRefcount, 1 + 32767 * 64 * 1024);
    assert.equal(io.refusedOf(1), 0);
    assert.ok(io.zeroPageRefcount < 0);
    assert.equal(io.refusedOf(3), 3);
  });

  it('they leave it alone on 6.5', () => {
    const io = new DirectIo('6.5');
    assert.equal(io.refusedOf(32769), 0);
    assert.equal(io.zeroPageRefcount, 1);
  });
});

describe('the zero page that a driver inserts with vm_insert_page()', () => {
  /** After it was inserted into a mapping that may be written, once privately and once shared with VM_IO. */
  const inserted = (kernel: string, share: 'private' | 'shared'): TraceStep => {
    const mode = share === 'shared' ? 'mixed-io-mkwrite' : 'empty';
    return traceOf(kernel, [
      { op: 'mmap', region: 'a', kind: 'device', share, mode },
      { op: 'insert', fn: 'vm_insert_page', region: 'a', src: ['zero'] },
      { op: 'touch', region: 'a', mode: 'w', value: 7 },
    ])[1];
  };
  const entryOf = (step: TraceStep): readonly string[] => {
    const entry = step.ptes['p0.a[0]'];
    assert.ok(entry !== null && entry !== 'no-vma' && entry !== undefined);
    assert.equal(entry.page, 'zero');
    return entry.flags ?? [];
  };

  it('is counted and mapped like any page on 6.1, and writable where the mapping is', () => {
    for (const share of ['private', 'shared'] as const) {
      const step = inserted('6.1', share);
      assert.deepEqual([page(step, 'zero').ref, page(step, 'zero').mapcount], [1, 1]);
      assert.equal(entryOf(step).includes('special'), false);
    }
    const written = traceOf('6.1', [
      { op: 'mmap', region: 'a', kind: 'device', share: 'shared', mode: 'empty' },
      { op: 'insert', fn: 'vm_insert_page', region: 'a', src: ['zero'] },
      { op: 'touch', region: 'a', mode: 'w', value: 7 },
    ]);
    assert.ok(entryOf(written[1]).includes('write'));
    assert.equal(page(written[2], 'zero').byte0, 7);
  });

  it('is neither counted nor writable on 6.12, and refused where it could be written', () => {
    for (const share of ['private', 'shared'] as const) {
      const step = inserted('6.12', share);
      assert.deepEqual([page(step, 'zero').ref, page(step, 'zero').mapcount], [0, 0]);
      assert.deepEqual(
        entryOf(step).filter((flag) => flag !== 'young'),
        ['special'],
      );
    }
    const shared = traceOf('6.12', [
      { op: 'mmap', region: 'a', kind: 'device', share: 'shared', mode: 'empty' },
      { op: 'insert', fn: 'vm_insert_page', region: 'a', src: ['zero'] },
    ]);
    assert.equal(shared[1].rc, '-EINVAL');
  });
});

/** How often all of a 1 GB page can be pinned before its count overflows. */
function pinsOfGigabytePage(kernel: string): number | string {
  const order = 18;
  const pages = 2 ** order;
  const m = new Machine(profile(kernel), { frames: 2 ** 20 });
  const { mm } = m.newProcess('p0');
  const folio = allocFolio(m, order, GFP_HIGHUSER_MOVABLE);
  const start = pages;
  insertVma(mm, {
    start,
    end: start + pages,
    pgoff: start,
    flags: VM_READ | VM_WRITE | VM_MAYREAD | VM_MAYWRITE,
    ops: null,
    file: null,
  });
  const flags = PTE_PRESENT | PTE_LEAF | PTE_WRITE;
  m.tables.set(m.tables.alloc(mm.pgd, start, PUD_LEVEL), makePte(folio, flags));
  const { pin_user_pages_fast: pin } = m.profile.entryPoints;
  const list = new Array<number>(pages);
  for (let pins = 0; pins <= 16; pins++) {
    const call = { start, nr: pages, flags: FOLL_WRITE, pages: { list, at: 0 }, mm, locked: null };
    m.run(pin.run(m, call));
    if (m.frames.refcount[folio] < 0) return pins;
  }
  return 'more than 16';
}

describe('the proposal of 2019', () => {
  it('counts a pin as 1024 references, also for a huge page', () => {
    const { hasPincount } = profile('proposal-2019');
    assert.equal(hasPincount(18), false);
    const s = after('proposal-2019', [
      ...written,
      { op: 'gup', fn: 'pin_user_pages', region: 'a', handle: 'h' },
    ]);
    const held = s.state.handles.get('h')?.slots[0]?.page ?? 0;
    assert.equal(s.machine.frames.refcount[held], 1 + 1024);
  });

  it('leaves room for about 8 pins of a whole 1 GB page', () => {
    assert.equal(pinsOfGigabytePage('proposal-2019'), 7);
    // With a counter of its own a pin of all 2^18 pages adds 2^18 references: about 8000 fit.
    assert.equal(pinsOfGigabytePage('6.12'), 'more than 16');
  });

  it('takes no reference for FOLL_PIN at all, as posted', () => {
    const pinned: readonly ScenarioStep[] = [
      ...written,
      { op: 'gup', fn: 'pin_user_pages', region: 'a', handle: 'h' },
    ];
    assert.equal(page(traceOf('proposal-2019-as-posted', pinned)[2], 'page1').ref, 1);
    assert.equal(page(traceOf('proposal-2019', pinned)[2], 'page1').ref, 1 + 1024);
    // put_user_page() takes away what was never given: the page is freed under its mapping, a bad page.
    const released: readonly ScenarioStep[] = [
      ...pinned,
      { op: 'release', handle: 'h', how: 'put_user_page' },
    ];
    assert.equal(traceOf('proposal-2019-as-posted', released)[3].warns, 1);
    assert.equal(page(traceOf('proposal-2019', released)[3], 'page1').ref, 1);
  });

  it('does not unshare or copy for a pin: after fork() the parent writes to a page of its own', () => {
    const steps: readonly ScenarioStep[] = [
      ...written,
      { op: 'gup', fn: 'pin_user_pages', region: 'a', flags: ['WRITE'], handle: 'h' },
      { op: 'fork', child: 'p1' },
      { op: 'touch', region: 'a', mode: 'w', value: 2 },
    ];
    const hazard = traceOf('proposal-2019', steps)[4];
    const label = (step: TraceStep): unknown => {
      const pte = step.ptes['p0.a[0]'];
      return pte !== null && pte !== 'no-vma' ? pte.page : pte;
    };
    assert.notEqual(label(hazard), hazard.handles.h.pages['0']);
    const fixed = traceOf('5.11', steps)[4];
    assert.equal(label(fixed), fixed.handles.h.pages['0']);
  });
});
