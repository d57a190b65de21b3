import type { Site } from '../analyzer/records';
import { printable } from '../analyzer/report/printable';
import type { Output } from './output';
import { review, type ReviewOptions, summarize } from './review';

export interface SitesOptions extends ReviewOptions {
  readonly format: 'text' | 'json';
}

/** `gup-review sites`: lists every site. Exit code 0. */
export async function listSites(
  paths: readonly string[],
  options: SitesOptions,
  output: Output,
): Promise<number> {
  const found = await review(paths, { ...options, rules: [] }, output);
  const { kernel, root, sites, skipped } = found;
  if (options.format === 'json') {
    output.print(JSON.stringify({ version: 1, kernel, root, sites, skipped }, null, 1));
    return 0;
  }
  for (const site of sites) output.print(printable(siteText(site)));
  summarize(`${String(sites.length)} ${sites.length === 1 ? 'site' : 'sites'}`, found, output);
  return 0;
}

/** One site on one line, as a compiler would point at it. */
function siteText(site: Site): string {
  const { file, line, column, api, flags, nrPages, pages, tracking } = site;
  const caller = site.function === '' ? '' : ` in ${site.function}()`;
  const facts = [
    tracking,
    flags.text && `flags ${flags.text}`,
    nrPages && `nr ${nrPages}`,
    pages && `pages ${pages}`,
    site.notFollowed,
  ];
  const what = `${api}()${caller}: ${facts.filter(Boolean).join(', ')}`;
  return `${file}:${String(line)}:${String(column)}: ${what}`;
}
