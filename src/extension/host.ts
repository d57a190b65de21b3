import type * as vscode from 'vscode';
import type { ScanOptions, ScanRequest } from '../tree/scanRequest';
import type { ScanResult } from '../tree/scanSources';
import type { LinkEvents, Link } from './review/analyzer';

/** What the extension needs of the place it runs in: a desktop or server with Node, or a browser. */
export interface Host {
  /** Starts the analyzer beside the extension host. */
  startAnalyzer(extension: vscode.Uri, events: LinkEvents): Link;
  /** Scans a tree on the disk of this machine. Where there is none, the editor has to read it. */
  readonly scanDisk: ((request: ScanRequest, options: ScanOptions) => Promise<ScanResult>) | null;
}
