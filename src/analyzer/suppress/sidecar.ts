import { type Read, readEntries } from './jsonFile';
import { listText } from './listText';

/** The file at a tree's root that suppresses findings where comments of tools are not wanted. */
export const SIDECAR_NAME = '.gup-review.json';

/** One finding that is not to be reported, and why. */
export interface SidecarEntry {
  readonly fingerprint: string;
  readonly reason: string;
  /** When given, it must be the finding's. */
  readonly rule?: string;
  /** Where the finding was; when given and still there, it must be the finding's. */
  readonly file?: string;
}

const NAMES = ['fingerprint', 'reason', 'rule', 'file'] as const;

/** Reads a sidecar file. A reason is required: that is what a reviewer asks for. */
export function readSidecar(text: string): Read<SidecarEntry> {
  return readEntries(text, 'suppressions', (entry) => {
    entry.allowOnly(NAMES);
    const rule = entry.optionalText('rule');
    const file = entry.optionalText('file');
    return {
      fingerprint: entry.text('fingerprint'),
      reason: entry.text('reason'),
      ...(rule !== undefined && { rule }),
      ...(file !== undefined && { file }),
    };
  });
}

/** The text of a sidecar file: one entry a line, so that two people's additions merge. */
export function writeSidecar(entries: readonly SidecarEntry[]): string {
  return listText('suppressions', entries, NAMES);
}
