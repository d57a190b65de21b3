/**
 * Where a fact comes from. The tables write a source as one line of text, so that they stay
 * readable, and {@link parseSource} takes it apart:
 *
 *   6.12.117 mm/gup.c:1273                    this line of this release says so
 *   5.9.1 mm/gup.c: no IS_ERR_VALUE(npages)   the release has no such text in that file
 *   patch FOLL_PIN-v4:149                     line 149 of a patch mail, see PATCHES
 */
import { type ReleaseName } from './release';

/** Patches and mails the facts quote. Line numbers count in the archived text of the mail. */
export const PATCHES = {
  'FOLL_PIN-v4':
    '[PATCH v4 09/23] mm/gup: introduce pin_user_pages*() and FOLL_PIN, 13 Nov 2019, <20191113042710.3997854-10-jhubbard@nvidia.com>',
  'gup.c-5.11': 'mm/gup.c of Linux 5.11',
  'zero-page': "[PATCH 2023] mm: Don't pin ZERO_PAGE in pin_user_pages()",
  'zero-page-thread': "Re: [PATCH v4 1/3] mm: Don't pin ZERO_PAGE in pin_user_pages(), 31 May 2023",
  'insert-zeropage': '[PATCH v2 2024] mm/memory: cleanly support zeropage in vm_insert_page*()',
} as const;

export type PatchName = keyof typeof PATCHES;

/** A source as the tables write it. */
export type SourceText =
  `${ReleaseName}${'' | `-rc${number}`} ${string}:${string}` | `patch ${PatchName}:${number}`;

export type Source =
  | {
      readonly kind: 'tree';
      /** The release the file was read in, for example "6.12.117" or "6.1-rc7". */
      readonly release: string;
      /** Relative to the top of the kernel tree. */
      readonly path: string;
      /** 1-based line, or null when the source is the absence of a text. */
      readonly line: number | null;
      /** The text that is not in the file, or null. */
      readonly absent: string | null;
    }
  | { readonly kind: 'patch'; readonly title: string; readonly line: number };

const TREE_SOURCE = /^(\S+) (\S+?):(?:(\d+)| no (.+))$/;
const PATCH_SOURCE = /^patch (\S+):(\d+)$/;

/** Takes a source apart. Throws on a malformed one, which is a bug in a table. */
export function parseSource(text: SourceText): Source {
  const patch = PATCH_SOURCE.exec(text);
  if (patch !== null) {
    const [, name = '', line] = patch;
    if (!isPatchName(name)) {
      throw new Error(`unknown patch: ${name}`);
    }
    return { kind: 'patch', title: PATCHES[name], line: Number(line) };
  }
  const tree = TREE_SOURCE.exec(text);
  if (tree === null) {
    throw new Error(`malformed source: ${text}`);
  }
  const [, release = '', path = '', line, absent] = tree;
  return {
    kind: 'tree',
    release,
    path,
    line: line === undefined ? null : Number(line),
    absent: absent ?? null,
  };
}

function isPatchName(name: string): name is PatchName {
  return Object.hasOwn(PATCHES, name);
}

/** The source in words, for text output and hovers. */
export function formatSource(text: SourceText): string {
  const source = parseSource(text);
  if (source.kind === 'patch') {
    return `${source.title}, line ${String(source.line)}`;
  }
  const where = `Linux ${source.release}, ${source.path}`;
  return source.absent === null
    ? `${where}:${String(source.line)}`
    : `${where} (has no "${source.absent}")`;
}
