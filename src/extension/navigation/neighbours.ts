/** A place in a list of places that is sorted by file and position. */
export interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

function compare(a: Place, b: Place): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}

/**
 * The index of the place after (or before) the given one, going round at the end; without a place
 * to start from the first (or last). Null in an empty list.
 */
export function neighbour(
  places: readonly Place[],
  from: Place | null,
  direction: 'next' | 'previous',
): number | null {
  if (places.length === 0) return null;
  const last = places.length - 1;
  if (direction === 'next') {
    const index = from === null ? 0 : places.findIndex((place) => compare(place, from) > 0);
    return index < 0 ? 0 : index;
  }
  const index = from === null ? last : places.findLastIndex((place) => compare(place, from) < 0);
  return index < 0 ? last : index;
}
