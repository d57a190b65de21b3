import { CodeText } from '../../../../src/analyzer/tokens/codeText';
import type { Release, Site, Tracking } from '../../../../src/analyzer/records';

/** Files of a tree by name. */
export type Files = Readonly<Record<string, string>>;

export function sourceOf(files: Files): (file: string) => CodeText | null {
  const parsed = new Map(Object.entries(files).map(([name, text]) => [name, new CodeText(text)]));
  return (file) => parsed.get(file) ?? null;
}

const RELEASES =
  /^(put_page|put_user_pages?|release_pages|folio_put|folio_put_refs|unpin_user_(page|pages|folio|pages_dirty_lock|page_range_dirty_lock)|bio_release_pages)$/;

const ACQUIRES = /^(__)?(get|pin)_user_pages?(_\w+)?$/;

/** Every call of a known release in the files, in the order of the files and lines. */
export function releasesIn(files: Files, on: Release['on'] = ['success']): Release[] {
  return callsIn(files, RELEASES).map(({ file, line, api, inside }) => ({
    file,
    line,
    function: inside,
    api,
    on,
  }));
}

/** Every call of the get and pin families, with all releases of the files, to be made narrower. */
export function sitesIn(files: Files, replace: Partial<Site> = {}): Site[] {
  return callsIn(files, ACQUIRES).map(({ file, line, column, api, inside, args }, index) => ({
    id: `site-${String(index)}`,
    file,
    line,
    column,
    function: inside,
    api,
    tracking: (api.includes('get') ? 'get' : 'pin') satisfies Tracking,
    flags: { text: '', bits: args.match(/FOLL_\w+/g) ?? [] },
    nrPages: '',
    pages: '',
    ownership: 'local',
    owner: inside,
    releases: releasesIn(files),
    notFollowed: null,
    case: null,
    exits: [],
    ...replace,
  }));
}

function callsIn(files: Files, names: RegExp) {
  return Object.entries(files).flatMap(([file, text]) => {
    const code = new CodeText(text);
    return code.tokens.flatMap((token, i) => {
      const body = code.functionAt(i);
      if (!names.test(token.text) || code.word(i + 1) !== '(' || !body || i < body.open) return [];
      const line = code.lineOf(i);
      const column = code.lines.columnOf(token.start);
      const args = code.between(i + 1, code.partner[i + 1] ?? i + 1);
      return [{ file, line, column, api: token.text, inside: body.name, args }];
    });
  });
}
