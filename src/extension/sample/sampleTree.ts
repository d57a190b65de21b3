/** The kernel tree of the walkthrough: a few files that ship with the extension, in media/sample. */

/** The scheme of its files, which are held in memory. */
export const SAMPLE_SCHEME = 'gup-sample';

/** Its top, and the file with the mistake: paths in its file system and below media/. */
export const SAMPLE_TOP = 'sample';
export const SAMPLE_FILE = 'sample/drivers/sample/ring.c';

/** The files it has; a browser cannot list a folder of an extension. */
export const SAMPLE_FILES: readonly string[] = [
  'sample/Makefile',
  'sample/drivers/sample/peek.c',
  SAMPLE_FILE,
];
