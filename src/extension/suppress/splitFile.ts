import { type Split, splitSuppressed } from '../../analyzer/suppress/suppress';
import { SIDECAR_NAME } from '../../analyzer/suppress/sidecar';
import type { Reviewed } from '../review/reviews';
import type { SuppressionFileCache } from './suppressionFiles';

/** Tells the findings of one file to show from those that are suppressed. */
export function splitFile(file: Reviewed, files: SuppressionFileCache): Split {
  const { sidecar, baseline, baselineFile, gone } = files.of(file.root);
  return splitSuppressed(file.findings, {
    directives: (name) => (file.uri.path.endsWith(`/${name}`) ? file.suppressions.directives : []),
    sidecar: { file: SIDECAR_NAME, entries: sidecar },
    ...(baseline && { baseline: { file: baselineFile, entries: baseline } }),
    fileExists: (name) => !gone.has(name),
  });
}
