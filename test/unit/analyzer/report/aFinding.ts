import type { Finding } from '../../../../src/analyzer/records';

/** A finding to report, with what a test cares about replaced. */
export function aFinding(replace: Partial<Finding> = {}): Finding {
  const file = 'drivers/sample/frame.c';
  return {
    rule: 'leak-on-error',
    severity: 'error',
    confidence: 'high',
    file,
    line: 9,
    column: 3,
    endLine: 9,
    endColumn: 17,
    message: 'frame_grab() returns here and still holds the nr pages of pin_user_pages_fast()',
    site: 'site-1',
    path: [
      { file, line: 4, message: 'pin_user_pages_fast() pins nr pages', kind: 'acquire' },
      { file, line: 8, message: 'f->map is NULL', kind: 'branch' },
      { file, line: 9, message: 'returns with nr pages held' },
    ],
    fingerprint: 'f1',
    ...replace,
  };
}
