/**
 * Copies a graph of plain objects, arrays, maps and sets with its cycles and shared nodes intact. Anything else in
 * the graph is a bug of ours.
 */
export function cloneGraph<T>(root: T): T {
  const seen = new Map<object, object>();
  const copy = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const known = seen.get(value);
    if (known !== undefined) return known;
    if (Array.isArray(value)) {
      const list: unknown[] = new Array<unknown>(value.length);
      seen.set(value, list);
      for (let i = 0; i < value.length; i++) list[i] = copy(value[i]);
      return list;
    }
    if (value instanceof Map) {
      const map = new Map<unknown, unknown>();
      seen.set(value, map);
      for (const [k, v] of value) map.set(k, copy(v));
      return map;
    }
    if (value instanceof Set) {
      const set = new Set<unknown>(value);
      seen.set(value, set);
      return set;
    }
    if (Object.getPrototypeOf(value) !== Object.prototype)
      throw new Error('the world must be plain data');
    const object: Record<string, unknown> = {};
    seen.set(value, object);
    for (const key of Object.keys(value))
      object[key] = copy((value as Record<string, unknown>)[key]);
    return object;
  };
  return copy(root) as T;
}
