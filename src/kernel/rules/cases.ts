/** The five cases of Documentation/core-api/pin_user_pages.rst: which call for which purpose. */
import { holdingAt, type KernelRelease, type ReleaseRange } from '../release';
import { type SourceText } from '../source';
import { type PinCase } from './types';

export interface PinCaseFact extends ReleaseRange {
  readonly number: PinCase;
  readonly title: string;
  /** Which calls and flags the document asks for. */
  readonly use: string;
  readonly sources: readonly SourceText[];
}

export const PIN_CASES: readonly PinCaseFact[] = [
  {
    number: 1,
    since: '5.6',
    title: 'direct I/O, a short hold',
    use: 'pin_user_pages*(), without FOLL_LONGTERM',
    sources: ['6.12.117 Documentation/core-api/pin_user_pages.rst:131'],
  },
  {
    number: 2,
    since: '5.6',
    title: 'RDMA and other holds whose end is up to user space',
    use: 'pin_user_pages*() with FOLL_LONGTERM; not possible on file-system DAX',
    sources: ['6.12.117 Documentation/core-api/pin_user_pages.rst:143'],
  },
  {
    number: 3,
    since: '5.6',
    until: '5.7',
    title: 'hardware with page faulting support',
    use: 'get_user_pages*() or no GUP at all',
    sources: ['5.7.14 Documentation/core-api/pin_user_pages.rst:151'],
  },
  {
    number: 3,
    since: '5.8',
    title: 'MMU notifier registration',
    use: 'get_user_pages*() or no GUP at all; drop the pages in the notifier',
    sources: [
      '5.8.1 Documentation/core-api/pin_user_pages.rst:151',
      '6.12.117 Documentation/core-api/pin_user_pages.rst:158',
    ],
  },
  {
    number: 4,
    since: '5.6',
    title: 'only struct page is looked at or changed',
    use: 'get_user_pages*()',
    sources: ['6.12.117 Documentation/core-api/pin_user_pages.rst:175'],
  },
  {
    number: 5,
    since: '5.8',
    title: 'the kernel writes to the data within the page',
    use: 'pin_user_pages*(), even without DMA',
    sources: [
      '5.8.1 Documentation/core-api/pin_user_pages.rst:174',
      '6.12.117 Documentation/core-api/pin_user_pages.rst:194',
    ],
  },
];

/** The cases the document of that release knows; none before 5.6. */
export function pinCasesAt(r: KernelRelease): PinCaseFact[] {
  return holdingAt(PIN_CASES, r);
}
