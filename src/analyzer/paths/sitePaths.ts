import { FileFlows, type ReviewInput, reviewSites } from '../analyzeFile';
import type { Finding, Site } from '../records';
import type { FileSites } from '../sites/collectSites';
import type { SiteCall } from '../sites/siteCall';
import { PathFinder } from './pathFinder';
import type { SitePath } from './pathRecords';

/** A site with every way its pages can take, and what is wrong with it. */
export interface SitePaths {
  readonly site: Site;
  readonly paths: readonly SitePath[];
  readonly findings: readonly Finding[];
}

/** All there is to say of one of the sites of a file. */
export function pathsOfSite(
  call: SiteCall,
  found: FileSites,
  input: ReviewInput,
  flows = new FileFlows(found, input),
): SitePaths {
  const { sites, findings } = reviewSites({ ...found, sites: [call] }, input, flows);
  const [site = call.site] = sites;
  return { site, paths: new PathFinder(flows.of(call.file)).of(call), findings };
}
