import type { CType } from './ctypes';
import type { Linear } from './linear';

/** What a place is rooted in. */
export type Root =
  | { readonly kind: 'local'; readonly name: string; readonly type: CType | null }
  | { readonly kind: 'global'; readonly name: string }
  | { readonly kind: 'memory'; readonly pointer: Linear };

/** A storage location: a variable, or memory behind a pointer, and a member path into it. */
export interface Place {
  /** Equal for the same location. A member's key starts with that of what it is in. */
  readonly key: string;
  readonly root: Root;
  /** `.pages`, `.req.pages`, or empty. */
  readonly path: string;
  readonly type: CType | null;
}

/** The members of a place that were asked for, by name: paths are walked again and again. */
const members = new WeakMap<Place, Map<string, Place>>();

export function localPlace(frame: string, name: string, type: CType | null): Place {
  return { key: `${frame}:${name}`, root: { kind: 'local', name, type }, path: '', type };
}

export function globalPlace(name: string, type: CType | null): Place {
  return { key: `g:${name}`, root: { kind: 'global', name }, path: '', type };
}

export function memoryPlace(pointer: Linear, type: CType | null): Place {
  return { key: `*(${pointer.key})`, root: { kind: 'memory', pointer }, path: '', type };
}

/** The same member of what lies at another address. */
export function atAddress({ path, type }: Place, pointer: Linear): Place {
  return { key: `*(${pointer.key})${path}`, root: { kind: 'memory', pointer }, path, type };
}

export function member(place: Place, field: string, type: CType | null): Place {
  let known = members.get(place);
  if (known === undefined) {
    known = new Map();
    members.set(place, known);
  }
  const before = known.get(field);
  if (before?.type === type) return before;
  const { key, root, path } = place;
  const made: Place = { key: `${key}.${field}`, root, path: `${path}.${field}`, type };
  known.set(field, made);
  return made;
}
