import { newAddressSpace } from '../files/addressSpace';
import { attachBuffers, readPage } from '../files/ext2';
import { shmemGetFolio } from '../files/shmem';
import { folioPut } from '../memory/folio';
import { PG_DIRTY, PG_REFERENCED } from '../memory/pageFlags';
import type { AddressSpace } from '../world';
import type { Session } from './session';
import type { Kind, MmapStep } from './types';

/** tmpfs and ext2 files come filled: page i with this byte plus i. */
const FIRST_BYTE = 0x60;

function createTmpfs(s: Session, name: string, pages: number): AddressSpace {
  const m = s.machine;
  const file = newAddressSpace(m, 'shmem', name, pages, { onTmpfsMount: true });
  for (let i = 0; i < pages; i++) {
    const page = m.run(shmemGetFolio(m, file, i, null));
    m.frames.fillContent(page, FIRST_BYTE + i);
    const folio = m.frames.folio(page);
    m.frames.set(folio, PG_DIRTY | PG_REFERENCED);
    folioPut(m, folio);
  }
  return file;
}

function createExt2(s: Session, name: string, pages: number): AddressSpace {
  const m = s.machine;
  const file = newAddressSpace(m, 'ext2', name, pages, { canWriteback: true });
  for (let i = 0; i < pages; i++) {
    file.disk.set(i, { byte0: FIRST_BYTE + i, fill: FIRST_BYTE + i });
    const page = readPage(m, file, i);
    attachBuffers(m, page);
    folioPut(m, page);
  }
  return file;
}

function create(s: Session, kind: Kind, name: string, pages: number): AddressSpace | null {
  const m = s.machine;
  switch (kind) {
    case 'memfd':
      return newAddressSpace(m, 'shmem', name, pages);
    case 'tmpfs':
      return createTmpfs(s, name, pages);
    case 'ext2':
      return createExt2(s, name, pages);
    case 'secret':
      return newAddressSpace(m, 'secretmem', name, pages);
    case 'fsdax':
      return newAddressSpace(m, 'fsdax', name, pages, { dax: true });
    case 'hugetlb':
    case 'memfd-hugetlb':
      return newAddressSpace(m, 'hugetlb', name, pages);
    case 'anon':
    case 'device':
      return null;
  }
}

const keyOf = (kind: Kind, name: string): string => `${kind}:${name}`;

/** The file that earlier steps created, or undefined. */
export function existingFile(s: Session, kind: Kind, name = 'f0'): AddressSpace | undefined {
  const id = s.state.files.get(keyOf(kind, name));
  return id === undefined ? undefined : s.machine.world.mappings.get(id);
}

/** What an mmap step maps: null for private anonymous memory and devices, else a file, made by the first who asks. */
export function openFile(s: Session, step: MmapStep, pages: number): AddressSpace | null {
  const size = step.file_pages ?? (step.file_page ?? 0) + pages;
  if (step.kind === 'anon')
    return step.share === 'shared'
      ? newAddressSpace(s.machine, 'shmem', 'dev/zero', pages, { isOpen: false })
      : null;
  if (step.kind === 'hugetlb')
    return newAddressSpace(s.machine, 'hugetlb', 'anon_hugepage', pages, { isOpen: false });
  const name = step.file ?? 'f0';
  const known = existingFile(s, step.kind, name);
  if (known !== undefined) return known;
  const file = create(s, step.kind, name, size);
  if (file !== null) s.state.files.set(keyOf(step.kind, name), file.id);
  return file;
}
