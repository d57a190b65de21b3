import type { SiteFlow } from './flow/followFile';
import type { Release, Site } from './records';

/**
 * The releases of a site: those that its paths met, and those that its pages can get to.
 *
 * @param flow What following the paths told; null where none was followed.
 * @param paired Where assignments and calls can carry the pages, whatever the order of statements.
 */
export function siteReleases(
  site: Site,
  flow: SiteFlow | null,
  paired: readonly Release[],
): readonly Release[] {
  return toldOnce(site, flow === null ? paired : merged(site, flow, paired));
}

function merged(site: Site, flow: SiteFlow, paired: readonly Release[]): readonly Release[] {
  const isHere = (one: Release) => one.file === site.file && one.function === site.function;
  const at = ({ file, line }: Release) => `${file}:${String(line)}`;
  const possible = new Set(paired.map(at));
  // Where statements carry pages from the site to a release, other releases of its function have other
  // pages; so have those of what only the owner has in common.
  const pairedHere = paired.some(isHere);
  const isOthers = (one: Release) =>
    isHere(one) ? pairedHere : paired.length > 0 && one.on.every((on) => on === 'teardown');
  const met = flow.releases.filter((one) => possible.has(at(one)) || !isOthers(one));
  const known = new Set(met.map(at));
  // Where every path was followed, the function of the site has told all.
  const toldHere = flow.complete && met.some(isHere);
  return [...met, ...paired.filter((one) => !known.has(at(one)) && !(toldHere && isHere(one)))];
}

/** What a header's function does for everybody is told by the calls of it. */
function toldOnce(site: Site, releases: readonly Release[]): readonly Release[] {
  const called = new Set(releases.map(({ api }) => api));
  return releases.filter(
    (one) => !(one.file.endsWith('.h') && one.file !== site.file && called.has(one.function)),
  );
}
