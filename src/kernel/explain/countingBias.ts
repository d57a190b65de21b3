/** Explains GUP_PIN_COUNTING_BIAS: how much a pin adds, by release and folio size. */
import { compareToBound, formatRelease, type KernelRelease, type RangedText } from '../release';
import { type SourceText } from '../source';
import { type Explanation, section, sourcesFor, textsAt } from './explanation';

export const COUNTING_BIAS = 'GUP_PIN_COUNTING_BIAS';
const SINCE = '5.7';

const COUNTS: readonly RangedText[] = [
  { since: '5.7', until: '5.17', text: 'order 0 and 1: refcount +1024 per pin' },
  {
    since: '5.7',
    until: '5.17',
    text: 'order 2 and up: refcount +1 on the head page, page[2].hpage_pinned_refcount +1',
  },
  { since: '5.18', until: '6.14', text: 'order 0: refcount +1024 per pin' },
  { since: '5.18', until: '6.2', text: 'larger: refcount +1, page[1].compound_pincount +1' },
  { since: '6.3', until: '6.14', text: 'larger: refcount +1, folio->_pincount +1' },
  { since: '6.15', text: 'order 0 (on 32-bit also order 1): refcount +1024 per pin' },
  { since: '6.15', text: 'larger: refcount +1, folio->_pincount +1' },
  { since: '6.1.192', until: '6.1', text: 'shared zero page: not counted (backport)' },
  { since: '6.5', text: 'shared zero page: not counted' },
];

const LIMITS: readonly RangedText[] = [
  { since: '5.7', text: 'an order-0 page overflows its 31-bit count at about two million pins' },
  { since: '5.7', text: '1024 plain references on one page look like one pin' },
];

const SOURCES: readonly SourceText[] = [
  '5.7.14 include/linux/mm.h:1207',
  '5.18.12 mm/gup.c:123',
  '6.1.192 include/linux/mm.h:1267',
  '6.3.8 mm/gup.c:160',
  '6.5 mm/gup.c:145',
  '6.12.117 include/linux/mm.h:1583',
  '6.17 mm/gup.c:113',
];

export function explainCountingBias(r: KernelRelease): Explanation {
  const exists = compareToBound(r, SINCE) >= 0;
  const release = formatRelease(r);
  return {
    word: COUNTING_BIAS,
    kind: 'constant',
    release,
    exists,
    headline: exists ? `${COUNTING_BIAS} = 1024` : COUNTING_BIAS,
    code: exists ? `#define ${COUNTING_BIAS} (1U << 10)` : null,
    summary: exists
      ? 'What one pin (FOLL_PIN) adds to the refcount of a page that has no pin counter of its own. A plain reference (FOLL_GET) adds 1.'
      : `${COUNTING_BIAS} is not in ${release}: new in ${SINCE}. Up to then a pin was a plain reference.`,
    sections: exists
      ? [
          ...section('also', 'In this release', textsAt(COUNTS, r), true),
          ...section('notes', 'Limits', textsAt(LIMITS, r), true),
        ]
      : [],
    sources: sourcesFor(SOURCES, r),
  };
}
