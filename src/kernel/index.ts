/**
 * What Linux says about GUP, by kernel release: FOLL_* flags, functions, and the checks on both.
 */
export * from './checks';
export * from './explain';
export * from './flags';
export * from './functions';
export { borrows, type Effect, effectsOf, type Helper, HELPERS, type PageForm } from './helpers';
export { isMessage } from './helpers/messages';
export { explainAbsence, type Lived, mayExist, type Presence, presenceAt } from './lifetime';
export {
  compareReleases,
  formatRange,
  formatRelease,
  holdingAt,
  inRange,
  type KernelRelease,
  NEWEST_RELEASE,
  parseRelease,
  type RangedText,
  type ReleaseName,
  type ReleaseRange,
  releaseOfMakefile,
  RELEASES,
  seriesOf,
} from './release';
export * from './rules';
export { formatSource, parseSource, type Source, type SourceText } from './source';
