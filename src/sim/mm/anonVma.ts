import type { Machine } from '../machine';
import type { AnonVma, Vma } from '../world';

function newAnonVma(m: Machine, parent: AnonVma | null): AnonVma {
  const anon: AnonVma = {
    id: m.newId(),
    parent,
    root: parent?.root ?? parent,
    vmas: [],
    activeVmas: 0,
    children: 0,
  };
  m.world.anonVmas.set(anon.id, anon);
  if (parent !== null) parent.children++;
  return anon;
}

const join = (vma: Vma, anon: AnonVma): void => {
  vma.chain.push(anon);
  anon.vmas.push(vma);
};

/** anon_vma_prepare(): before the first anonymous page of a VMA. */
export function anonVmaPrepare(m: Machine, vma: Vma): void {
  if (vma.anonVma !== null) return;
  const anon = newAnonVma(m, null);
  anon.activeVmas = 1;
  vma.anonVma = anon;
  join(vma, anon);
}

/**
 * anon_vma_fork(): the child's VMA joins every anon_vma of the parent's, since it may map their pages, and gets one of
 * its own for pages it will allocate.
 */
export function anonVmaFork(m: Machine, child: Vma, parent: Vma): void {
  child.chain = [];
  child.anonVma = null;
  if (parent.anonVma === null) return;
  for (const anon of parent.chain) join(child, anon);
  const own = newAnonVma(m, parent.anonVma);
  own.activeVmas = 1;
  child.anonVma = own;
  join(child, own);
}

/** An anon_vma that no VMA is linked to and that has no children goes, and maybe its parent with it. */
function putAnonVma(m: Machine, anon: AnonVma): void {
  if (anon.vmas.length > 0 || anon.children > 0 || !m.world.anonVmas.delete(anon.id)) return;
  if (anon.parent === null) return;
  anon.parent.children--;
  putAnonVma(m, anon.parent);
}

/** unlink_anon_vmas(): the VMA goes away; anon_vmas nobody is linked to go with it. */
export function unlinkAnonVmas(m: Machine, vma: Vma): void {
  if (vma.anonVma !== null) vma.anonVma.activeVmas--;
  for (const anon of vma.chain) putAnonVma(m, anon);
  vma.anonVma = null;
  vma.chain = [];
}
