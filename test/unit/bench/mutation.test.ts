import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SourceFile } from '../../../src/analyzer/syntax/sourceFile';
import { createNativeBackend } from '../../../src/tree/nativeBackend';
import { shapeOf } from '../../bench/mutation/functionShape';
import { mutated, type Operator } from '../../bench/mutation/mutant';
import { mutantsOf } from '../../bench/mutation/operators';

const backend = createNativeBackend();

/** What an operator makes of the lines of the first function, as `before -> after`. */
function changes(code: string, operator: Operator, isOfFailure = false): string[] {
  const file = new SourceFile(backend, 'a.c', code);
  const [unit] = file.functions;
  assert.ok(unit.syntax);
  const shape = shapeOf(unit.name, unit.syntax, file.source);
  const around = {
    isPaired: () => false,
    isOfFailure: () => isOfFailure,
    releases: (name: string) => name === 'drop_all',
  };
  return mutantsOf(shape, around)
    .filter((mutant) => mutant.operator === operator)
    .map(({ edit }) => {
      const after = mutated(code, edit).split('\n');
      const before = code.split('\n');
      assert.equal(after.length, before.length, 'lines have to stay where they are');
      const at = before.findIndex((line, i) => line !== after[i]);
      return `${before[at].trim()} -> ${after[at].trim()}`;
    });
}

const body = (text: string) => `static int f(unsigned long addr, int nr, struct page **pages)
{
	int i, got;

	got = pin_user_pages_fast(addr, nr, FOLL_WRITE | FOLL_LONGTERM, pages);
${text}
	return 0;
}
`;

describe('mutation operators', () => {
  it('exchange unpin and put', () => {
    assert.deepEqual(changes(body('\tunpin_user_pages(pages, got);'), 'wrong-api'), [
      'unpin_user_pages(pages, got); -> release_pages(pages, got);',
    ]);
    assert.deepEqual(changes(body('\tput_page(pages[0]);'), 'wrong-api'), [
      'put_page(pages[0]); -> unpin_user_page(pages[0]);',
    ]);
  });

  it('pass over pages that no site gave', () => {
    assert.deepEqual(changes(body('\tput_page(other);'), 'wrong-api'), []);
    assert.deepEqual(changes(body('\tput_page(other);'), 'release-deleted'), []);
  });

  it('delete one release at a time', () => {
    const code = body(
      '\tif (nr > 1)\n\t\tunpin_user_page(pages[1]);\n\tunpin_user_page(pages[0]);',
    );
    assert.deepEqual(changes(code, 'release-deleted'), [
      'unpin_user_page(pages[1]); -> (void)0;',
      'unpin_user_page(pages[0]); -> (void)0;',
    ]);
  });

  it('keep the lines of a call that spans several', () => {
    const code = body('\tunpin_user_pages(pages,\n\t\t\t got);');
    assert.deepEqual(changes(code, 'release-deleted'), ['unpin_user_pages(pages, -> (void)0']);
  });

  it('release one more and one fewer', () => {
    assert.deepEqual(changes(body('\tunpin_user_pages(pages, got);'), 'bound-changed'), [
      'unpin_user_pages(pages, got); -> unpin_user_pages(pages, (got) + 1);',
      'unpin_user_pages(pages, got); -> unpin_user_pages(pages, (got) - 1);',
    ]);
    const loop = '\tfor (i = 0; i < got; i++)\n\t\tunpin_user_page(pages[i]);';
    assert.deepEqual(changes(body(loop), 'bound-changed'), [
      'for (i = 0; i < got; i++) -> for (i = 0; i <= got; i++)',
      'for (i = 0; i < got; i++) -> for (i = 1; i < got; i++)',
    ]);
    const down = '\twhile (--got >= 0)\n\t\tunpin_user_page(pages[got]);';
    assert.deepEqual(changes(body(down), 'bound-changed'), [
      'while (--got >= 0) -> while (--got > 0)',
    ]);
  });

  it('move a goto behind a release', () => {
    const code = body(`	if (got != nr)
		goto put;
	if (use(pages))
		goto put;
	return 0;
put:
	unpin_user_pages(pages, got);
out:
	kfree(pages);`);
    assert.deepEqual(changes(code, 'goto-moved'), [
      'goto put; -> goto out;',
      'goto put; -> goto out;',
    ]);
  });

  it('pass over a goto at which nothing is held', () => {
    const code = body(`	if (got < 0)
		goto put;
	return 0;
put:
	drop_all(pages);
out:
	kfree(pages);`);
    assert.deepEqual(changes(code, 'goto-moved'), []);
  });

  it('drop flags where they are set, not where they are tested', () => {
    const code = body('\tif (flags & FOLL_WRITE)\n\t\tflags |= FOLL_LONGTERM;');
    assert.deepEqual(changes(code, 'write-dropped'), [
      'got = pin_user_pages_fast(addr, nr, FOLL_WRITE | FOLL_LONGTERM, pages); -> ' +
        'got = pin_user_pages_fast(addr, nr, 0 | FOLL_LONGTERM, pages);',
    ]);
    assert.equal(changes(code, 'longterm-dropped').length, 2);
  });

  it('mark no page dirty any more', () => {
    const code = body(`	set_page_dirty_lock(pages[0]);
	unpin_user_pages_dirty_lock(pages, got, true);`);
    assert.deepEqual(changes(code, 'dirty-dropped').sort(), [
      'set_page_dirty_lock(pages[0]); -> (void)0;',
      'unpin_user_pages_dirty_lock(pages, got, true); -> unpin_user_pages_dirty_lock(pages, got, false);',
    ]);
  });

  it('let a failure give pages back that nobody has written to', () => {
    const code = body('\tunpin_user_pages_dirty_lock(pages, got, true);');
    assert.deepEqual(changes(code, 'dirty-dropped', true), []);
    assert.equal(changes(code, 'dirty-dropped').length, 1);
  });

  it('leave what the page table held alone', () => {
    const code = body(`	folio_remove_rmap_pte(pages, page, vma);
	folio_put(pages);`);
    assert.deepEqual(changes(code, 'release-deleted'), []);
  });

  it('pass over a label that leads back to where the goto led', () => {
    const code = body(`	if (got > nr)
		goto put;
	nr++;
put:
	drop_all(pages);
	return nr;
unlock:
	unlock_all(pages);`);
    assert.equal(changes(code, 'goto-moved').length, 1);
    const back = code.replace('unlock_all(pages);', 'unlock_all(pages);\n\tgoto put;');
    assert.deepEqual(changes(back, 'goto-moved'), []);
  });

  it('ask for writes where something may write', () => {
    const takes = (
      type: string,
      direction: string,
    ) => `int f(${type} __user *buf, struct page **pages)
{
	int got = pin_user_pages_fast((unsigned long)buf, 1, FOLL_WRITE, pages);

	return dma_map_page(pages[0], ${direction});
}
`;
    assert.equal(changes(takes('char', 'DMA_BIDIRECTIONAL'), 'write-dropped').length, 1);
    assert.deepEqual(changes(takes('const char', 'DMA_BIDIRECTIONAL'), 'write-dropped'), []);
    assert.deepEqual(changes(takes('char', 'DMA_TO_DEVICE'), 'write-dropped'), []);
  });

  it('leave the flags of a call alone that takes no page', () => {
    const faults = `static int f(struct mm_struct *mm, unsigned long addr, int *locked)
{
	return get_user_pages_remote(mm, addr, 1, FOLL_WRITE, NULL, locked);
}
`;
    assert.deepEqual(changes(faults, 'write-dropped'), []);
    const takes = faults.replace('NULL', '&page');
    assert.equal(changes(takes, 'write-dropped').length, 1);
  });
});
