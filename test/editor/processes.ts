import { readdirSync, readFileSync } from 'node:fs';

/** Whether there is a /proc to look for processes in. */
export const hasProcesses = process.platform === 'linux';

/** The processes whose command holds the text and whose parent is `parent`. */
function childrenOf(parent: number, text: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0)
    .filter((pid) => {
      try {
        const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
        const command = readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8');
        const its = Number(/^PPid:\s*(\d+)/m.exec(status)?.[1]);
        return its === parent && command.includes(text);
      } catch {
        // It ended meanwhile.
        return false;
      }
    });
}

/** The process that analyses open files: a child of the extension host. */
export function analyzer(): number | undefined {
  return childrenOf(process.pid, 'dist/service.js').at(0);
}

/** The processes that watch the disk for VS Code: children of the server, as the extension host is. */
export function fileWatchers(): number[] {
  return childrenOf(process.ppid, '--type=fileWatcher');
}

/** Whether the extension host itself has loaded the parser. */
export function isParserLoaded(): boolean {
  return readFileSync('/proc/self/maps', 'utf8').includes('tree-sitter');
}
