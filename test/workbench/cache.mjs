// .vscode-test/: what is downloaded once. A folder appears there under its final name only when it
// is complete, so an interrupted download leaves nothing that looks usable.
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './commands.mjs';

export const cacheFolder = join(root, '.vscode-test');

/** @param {number} pid @returns {boolean} */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * A name for a folder of this process alone; a later run removes it where this one could not.
 * @param {string} name
 */
export const ownFolder = (name) => join(cacheFolder, `${name}.partial-${process.pid}`);

/** Removes what interrupted runs left behind; a folder of a live process is left alone. */
export async function removeLeftovers() {
  await mkdir(cacheFolder, { recursive: true });
  for (const name of await readdir(cacheFolder)) {
    const pid = /\.partial-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) {
      await rm(join(cacheFolder, name), { recursive: true, force: true });
    }
  }
}

/**
 * The cached folder of that name, made first where it does not exist yet.
 * @param {string} name with the version in it: another version is another folder
 * @param {(folder: string) => Promise<void>} fill fills an empty folder, which is then renamed
 * @returns {Promise<string>} its absolute path
 */
export async function cached(name, fill) {
  const folder = join(cacheFolder, name);
  if (existsSync(folder)) return folder;
  await removeLeftovers();
  const partial = ownFolder(name);
  await mkdir(partial);
  try {
    await fill(partial);
    await rename(partial, folder);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    // Another run may have finished the same folder first.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
