import type { Site } from '../../src/analyzer/records';

/** A site of which nothing is known, but for what is given. */
export function aSite(known: Partial<Site> = {}): Site {
  return {
    ...{ id: 'id', file: 'a/b.c', line: 1, column: 1, function: 'f' },
    ...{ api: 'pin_user_pages_fast', tracking: 'pin', flags: { text: '', bits: [] } },
    ...{ nrPages: '1', pages: 'p', ownership: 'local', owner: '', releases: [] },
    ...{ notFollowed: null, case: null, exits: [] },
    ...known,
  };
}
