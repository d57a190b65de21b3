import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  acquireNames,
  explain,
  explainCombination,
  type Explanation,
  FLAGS,
  FUNCTIONS,
  isKernelWord,
  RELEASES,
  renderMarkdown,
  renderText,
  RULES,
  type SectionKey,
} from '../../../src/kernel';
import { at } from './at';

function explained(word: string, release: string): Explanation {
  const found = explain(word, at(release));
  assert.ok(found, word);
  return found;
}

function items(word: string, release: string, key: SectionKey): string {
  const found = explained(word, release).sections.find((one) => one.key === key);
  return (found?.items ?? []).join('\n');
}

const WORDS = [...FLAGS, ...FUNCTIONS].map(({ name }) => name);
WORDS.push(...RULES.map(({ id }) => id), 'GUP_PIN_COUNTING_BIAS');

describe('explain', () => {
  it('explains a flag for the release asked for', () => {
    assert.equal(
      explained('FOLL_LONGTERM', '5.11').headline,
      'FOLL_LONGTERM = 0x10000 in include/linux/mm.h',
    );
    assert.equal(
      explained('FOLL_LONGTERM', '6.12').headline,
      'FOLL_LONGTERM = 0x100 in include/linux/mm_types.h',
    );
    assert.match(items('FOLL_LONGTERM', '5.11', 'also'), /pinned in place/);
    assert.doesNotMatch(items('FOLL_LONGTERM', '6.12', 'also'), /pinned in place/);
    assert.doesNotMatch(items('FOLL_LONGTERM', '5.11', 'against'), /P2PDMA/);
    assert.match(items('FOLL_LONGTERM', '6.12', 'against'), /FOLL_PCI_P2PDMA/);
    assert.match(items('FOLL_LONGTERM', '6.12', 'who-sets-it'), /pin_user_pages\*\(\) only/);
  });

  it('explains the zero page exemption where a stable series has it', () => {
    assert.match(items('FOLL_PIN', '6.1.192', 'also'), /zero page is exempt, by backport/);
    assert.doesNotMatch(items('FOLL_PIN', '6.1', 'also'), /zero page/);
    assert.match(items('FOLL_PIN', '6.5', 'also'), /zero page is exempt/);
  });

  it('says that a name is not there, and why', () => {
    const gone = explained('put_user_page', '6.12');
    assert.equal(gone.exists, false);
    assert.match(gone.summary, /^put_user_page\(\) is not in 6\.12: removed in 5\.6, use unpin_/);
    assert.equal(explained('FOLL_SPLIT', '6.12').exists, false);
    assert.match(items('FOLL_NOFAULT', '5.15.60', 'lifetime'), /not certain here: 5\.15\.135/);
  });

  it('explains a function with its prototype and its releases', () => {
    const slow = explained('get_user_pages_unlocked()', '6.12');
    assert.match(slow.code ?? '', /^long get_user_pages_unlocked\(unsigned long start, /);
    assert.match(items('pin_user_pages', '5.11', 'released-by'), /unpin_user_pages\(\)/);
    assert.doesNotMatch(items('pin_user_pages', '5.11', 'released-by'), /unpin_user_folio/);
    assert.match(items('pin_user_pages', '6.12', 'released-by'), /unpin_user_folio\(\)/);
    assert.doesNotMatch(items('pin_user_pages', '5.11', 'returns'), /EREMOTEIO/);
    assert.match(items('pin_user_pages', '6.12', 'returns'), /^0, not an errno/m);
  });

  it('spells out what the fast calls accept', () => {
    const accepts = items('pin_user_pages_fast', '6.12', 'flags');
    assert.match(accepts, /accepts FOLL_WRITE, FOLL_LONGTERM, /);
    assert.doesNotMatch(accepts, /accepts [^\n]*FOLL_GET/);
    assert.doesNotMatch(items('get_user_pages_fast', '6.12', 'flags'), /accepts [^\n]*LONGTERM/);
  });

  it('explains how pins are counted', () => {
    assert.match(items('GUP_PIN_COUNTING_BIAS', '5.11', 'also'), /order 0 and 1: .*\+1024/);
    assert.match(items('GUP_PIN_COUNTING_BIAS', '6.12', 'also'), /^order 0: .*\+1024/m);
    assert.equal(explained('GUP_PIN_COUNTING_BIAS', '5.6').exists, false);
  });

  it('explains rules, with the cases of the document of that release', () => {
    assert.match(items('gup-where-pin-needed', '6.12', 'cases'), /case 5/);
    assert.doesNotMatch(items('gup-where-pin-needed', '5.7', 'cases'), /case 5/);
    assert.match(items('wrong-release-api', '5.6', 'otherwise'), /Nothing visible/);
    assert.match(items('wrong-release-api', '5.7', 'otherwise'), /1 of 1024/);
  });

  it('knows the identifiers of C code it explains', () => {
    assert.ok(isKernelWord('FOLL_WRITE') && isKernelWord('put_page'));
    assert.ok(isKernelWord('GUP_PIN_COUNTING_BIAS'));
    assert.ok(!isKernelWord('pages') && !isKernelWord('double-release'));
  });

  it('has no answer for other words', () => {
    for (const word of ['', 'printk', 'FOLL_', 'foll_write', 'put_page(page)', '__proto__']) {
      assert.equal(explain(word, at('6.12')), null, word);
    }
  });

  it('has something to say of every word in every release', () => {
    for (const word of WORDS) {
      for (const release of RELEASES) {
        const found = explained(word, release);
        assert.ok(found.summary.length > 10, `${word} in ${release}`);
        assert.ok(found.sections.every((one) => one.items.every((text) => text.length > 0)));
      }
    }
  });
});

describe('explainCombination', () => {
  it('gives the value and the meaning together', () => {
    const both = explainCombination(
      ['FOLL_WRITE', 'FOLL_LONGTERM'],
      'pin_user_pages_fast',
      at('6.12'),
    );
    assert.equal(both.verdict, 'legal');
    assert.equal(both.value, 0x101);
    const text = both.sections.flatMap((one) => one.items).join('\n');
    assert.match(text, /pins the pages for writing, for an unbounded time/);
    assert.match(text, /-EFAULT/);
  });

  it('tells illegal from doubtful', () => {
    const verdict = (flags: string[], name: string, release: string) =>
      explainCombination(flags, name, at(release)).verdict;
    assert.equal(verdict(['FOLL_PIN'], 'pin_user_pages', '6.12'), 'illegal');
    assert.equal(verdict(['FOLL_PIN'], 'pin_user_pages', '6.1'), 'doubtful');
    assert.equal(verdict(['FOLL_LONGTERM'], 'pin_user_pages_remote', '6.1'), 'doubtful');
    assert.equal(verdict(['FOLL_LONGTERM'], 'pin_user_pages_remote', '6.2'), 'legal');
    assert.equal(verdict(['FOLL_SPLIT'], 'get_user_pages', '6.12'), 'illegal');
    assert.equal(verdict(['FOLL_GET'], 'get_user_pages', '6.12'), 'legal');
    assert.equal(verdict([], 'get_user_pages', '6.12'), 'legal');
  });

  it('has no value when a flag is not defined', () => {
    assert.equal(explainCombination(['FOLL_SPLIT'], 'get_user_pages', at('6.12')).value, null);
  });

  it('says up to when FOLL_FORCE was needed for a long read-only pin', () => {
    const flags = ['FOLL_WRITE', 'FOLL_FORCE', 'FOLL_LONGTERM'];
    const text = (release: string) =>
      renderText(explainCombination(flags, 'pin_user_pages_fast', at(release)));
    assert.match(text('6.1'), /the way to a dependable read-only long pin/);
    assert.match(text('6.12'), /FOLL_FORCE is not needed/);
  });
});

describe('rendering', () => {
  it('keeps text within 80 columns where words allow', () => {
    for (const word of WORDS) {
      const text = renderText(explained(word, '6.12'));
      assert.ok(text.endsWith('\n'));
      const body = text.split('\nSources:')[0] ?? '';
      for (const line of body.split('\n').slice(1)) {
        const isOneWord = !line.trim().replace(/^- /, '').includes(' ');
        assert.ok(line.length <= 80 || isOneWord, `${word}: ${line}`);
      }
    }
  });

  it('keeps hovers to about a dozen lines', () => {
    for (const word of WORDS) {
      for (const release of ['5.4', '5.11', '6.1.192', '6.12']) {
        const prose = renderMarkdown(explained(word, release), { short: true })
          .replace(/```c\n[^`]*```/, 'code')
          .split('\n')
          .filter((line) => line !== '');
        assert.ok(prose.length <= 12, `${word} in ${release}: ${String(prose.length)} lines`);
      }
    }
  });

  it('shows every character of a fact in Markdown', () => {
    const text = renderMarkdown(explained('FOLL_GET', '6.12'));
    assert.match(text, /`pin_user_pages_remote\(\)`/);
    assert.doesNotMatch(text.replaceAll(/`[^`]*`/g, ''), /(?<!\\)[_<>]/);
  });

  it('renders any combination of flags', () => {
    fc.assert(
      fc.property(
        fc.subarray(FLAGS.map(({ name }) => name as string)),
        fc.constantFrom(...acquireNames),
        fc.constantFrom(...RELEASES),
        (flags, name, release) => {
          const found = explainCombination(flags, name, at(release));
          assert.ok(renderMarkdown(found, { short: true }).length > 0);
          assert.ok(renderText(found).length > 0);
          assert.equal(found.verdict === 'legal' || found.verdicts.length > 0, true);
        },
      ),
      { numRuns: 300 },
    );
  });
});
