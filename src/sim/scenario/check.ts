import { FOLL_FLAGS } from '../gup/follFlags';
import { PROFILES } from '../profiles';
import { ADVICE } from '../world/advice';
import { asText, Names } from './names';
import type { Json } from './names';
import { DEVICE_MODES, KINDS } from './types';

const isObject = (x: unknown): x is Json =>
  typeof x === 'object' && x !== null && !Array.isArray(x);

/** A check of one field: null when it is fine, else what it must be. */
type Check = (value: unknown) => string | null;

const count: Check = (x) =>
  typeof x === 'number' && Number.isInteger(x) && x >= 0 && x <= 2 ** 22
    ? null
    : 'must be a whole number of pages, 0 or more';
/** A count of pages, or an errno (IS_ERR_VALUE()) that someone takes for one. */
const countOrErrno: Check = (x) =>
  typeof x === 'number' && Number.isInteger(x) && x < 0 && x >= -4095 ? null : count(x);
const integer: Check = (x) =>
  typeof x === 'number' && Number.isSafeInteger(x) ? null : 'must be a whole number';
const byte: Check = (x) =>
  typeof x === 'number' && Number.isInteger(x) && x >= 0 && x <= 255
    ? null
    : 'must be a byte (0 to 255)';
const offset: Check = (x) =>
  typeof x === 'number' && Number.isInteger(x) && x >= 0 && x < 4096
    ? null
    : 'must be an offset in the page (0 to 4095)';
const text: Check = (x) => (typeof x === 'string' && x !== '' ? null : 'must be a name');
const flag: Check = (x) => (typeof x === 'boolean' ? null : 'must be true or false');
const oneOf =
  (values: Iterable<unknown>): Check =>
  (x) => {
    const list = [...values];
    return list.includes(x) ? null : `must be one of ${list.map(String).join(', ')}`;
  };
const listOf =
  (check: Check): Check =>
  (x) => {
    if (!Array.isArray(x)) return 'must be a list';
    for (const item of x) {
      const problem = check(item);
      if (problem !== null) return `${problem}, not ${JSON.stringify(item)}`;
    }
    return null;
  };
const nonEmpty =
  (check: Check): Check =>
  (x) =>
    check(x) ?? (Array.isArray(x) && x.length > 0 ? null : 'must not be empty');
const address: Check = (x) =>
  typeof x === 'string' && /^0x[0-9a-f]{1,16}$/i.test(x) ? null : 'must be an address like 0x1000';
const prot: Check = (x) =>
  x === 'none' || (typeof x === 'string' && /^r?w?x?$/.test(x) && x !== '')
    ? null
    : 'must be none, r, w, rw, rx or rwx';

interface Shape {
  readonly required: Readonly<Record<string, Check>>;
  readonly optional: Readonly<Record<string, Check>>;
}
const shape = (required: Shape['required'], optional: Shape['optional'] = {}): Shape => ({
  required,
  optional: { proc: text, ...optional },
});

const RANGE = { page: count, pages: count };
const SHAPES: Readonly<Record<string, Shape>> = {
  mmap: shape(
    { region: text, kind: oneOf(KINDS) },
    {
      pages: count,
      share: oneOf(['private', 'shared']),
      prot,
      file: text,
      file_page: count,
      file_pages: count,
      open: oneOf(['rw', 'ro']),
      adjacent_to: text,
      at_page: count,
      populate: flag,
      noreserve: flag,
      mode: oneOf(DEVICE_MODES),
      track: listOf(count),
    },
  ),
  touch: shape({ region: text, mode: oneOf(['r', 'w']) }, { page: count, value: byte }),
  mprotect: shape({ region: text, prot }, RANGE),
  munmap: shape({ region: text }, RANGE),
  mlock: shape({ region: text }, RANGE),
  mlock2: shape({ region: text }, RANGE),
  munlock: shape({ region: text }, RANGE),
  numa_hint: shape({ region: text }, RANGE),
  madvise: shape({ region: text, advice: oneOf(ADVICE) }, RANGE),
  mremap: shape({ region: text, to: text }, { ...RANGE, dontunmap: flag, track: listOf(count) }),
  fork: shape({ child: text }),
  exit: shape({}),
  kill: shape({}),
  observe: shape({}),
  gup: shape(
    { fn: oneOf(new Set(PROFILES.flatMap((p) => Object.keys(p.entryPoints)))), handle: text },
    {
      region: text,
      page: count,
      offset,
      addr: address,
      nr: count,
      flags: listOf(oneOf(Object.keys(FOLL_FLAGS))),
      target: text,
      locked: oneOf([true, 'zero']),
      pages_null: flag,
    },
  ),
  memfd_pin: shape(
    { kind: oneOf(KINDS), start: integer, end: integer, max: integer, handle: text },
    { file: text },
  ),
  release: shape(
    { handle: text, how: oneOf(new Set(PROFILES.flatMap((p) => Object.keys(p.releases)))) },
    { from: count, count: countOrErrno, dirty: flag },
  ),
  ref: shape({ handle: text, delta: integer }, { index: count }),
  poke: shape({ handle: text, value: byte }, { index: count }),
  insert: shape(
    {
      fn: oneOf([
        'vm_insert_page',
        'vm_insert_pages',
        'vm_map_pages',
        'vm_map_pages_zero',
        'vmf_insert_mixed',
        'vmf_insert_mixed_mkwrite',
      ]),
      region: text,
      src: nonEmpty(listOf(oneOf(['zero', 0, 1, 2, 3, 4, 5, 6, 7]))),
    },
    { page: count },
  ),
  migrate: shape({ region: text }, { page: count, target: text }),
  file: shape(
    {
      kind: oneOf(KINDS),
      action: oneOf(['truncate', 'punch', 'fsync', 'drop', 'read', 'write', 'unbind']),
    },
    { file: text, page: count, pages: count, value: byte },
  ),
  mem_write: shape({ region: text }, { target: text, page: count, value: byte }),
  mem_read: shape({ region: text }, { target: text, page: count, value: byte }),
  process_vm_write: shape({ region: text }, { target: text, page: count, value: byte }),
  vmsplice: shape({ region: text }, { page: count, pipe: text }),
  piperead: shape({}, { region: text, page: count, pipe: text }),
  uffd: shape(
    { region: text, action: oneOf(['register', 'unregister', 'copy', 'zeropage']) },
    { ...RANGE, answer: oneOf(['copy', 'zeropage']), value: byte },
  ),
  ksm: shape({ action: oneOf(['merge']) }),
  tunable: shape({
    name: oneOf(['thp', 'thp-shmem', 'thp-use-zero-page', 'thp-64k']),
    value: text,
  }),
};

function checkFields(step: Json): string | null {
  const { op } = step;
  const known = typeof op === 'string' && Object.hasOwn(SHAPES, op) ? SHAPES[op] : undefined;
  if (known === undefined)
    return `unknown op ${JSON.stringify(op)}; known are ${Object.keys(SHAPES).join(', ')}`;
  for (const [field, check] of Object.entries(known.required)) {
    if (!Object.hasOwn(step, field)) return `field ${field} is missing`;
    const problem = check(step[field]);
    if (problem !== null) return `field ${field} ${problem}, not ${JSON.stringify(step[field])}`;
  }
  for (const [field, value] of Object.entries(step)) {
    if (field === 'op' || Object.hasOwn(known.required, field)) continue;
    const check = Object.hasOwn(known.optional, field) ? known.optional[field] : undefined;
    if (check === undefined) return `unknown field ${field}`;
    const problem = check(value);
    if (problem !== null) return `field ${field} ${problem}, not ${JSON.stringify(value)}`;
  }
  return null;
}

/** What is wrong with a scenario (one sentence that names the step), or null. */
export function checkScenario(json: unknown): string | null {
  if (!isObject(json)) return 'a scenario must be an object';
  for (const field of ['name', 'topic', 'summary'])
    if (json[field] !== undefined && typeof json[field] !== 'string')
      return `field ${field} must be a text`;
  if (typeof json.name !== 'string') return 'field name is missing';
  const boot = oneOf(['default', 'movable', 'cma'])(json.boot);
  if (boot !== null) return `field boot ${boot}, not ${JSON.stringify(json.boot)}`;
  if (!Array.isArray(json.steps)) return 'field steps must be a list';
  const names = new Names();
  for (const [i, step] of json.steps.entries()) {
    const where = `step ${String(i)}`;
    if (!isObject(step)) return `${where}: must be an object`;
    const problem = checkFields(step) ?? names.step(step);
    if (problem !== null) return `${where} (${asText(step.op, 'no op')}): ${problem}`;
  }
  return null;
}
