import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import Ajv from 'ajv';
import { FOLL_FLAGS } from '../../../src/sim/gup/follFlags';
import { checkScenario } from '../../../src/sim/scenario/check';

interface Field {
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Field[];
  readonly type?: string;
  readonly items?: Field;
  readonly pattern?: string;
}

interface OpSchema {
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, Field>>;
}

interface Schema {
  readonly definitions: Readonly<Record<string, OpSchema>>;
}

const schema = JSON.parse(readFileSync('syntaxes/schemas/scenario.schema.json', 'utf8')) as Schema;
const accepts = new Ajv({ strict: true, strictTypes: false, strictRequired: false }).compile(
  schema,
);

type Step = Record<string, unknown>;

/** Names that must fit what the steps before have made. */
const NAMES: Step = { region: 'a', to: 'moved', child: 'p1', handle: 'h', addr: '0x1000' };

/** A value that the schema allows for a field. */
function example(name: string, field: Field): unknown {
  if (name in NAMES) return NAMES[name];
  if (name === 'proc' || name === 'target') return 'p0';
  if (name === 'adjacent_to') return 'other';
  if (field.const !== undefined) return field.const;
  const [value] = field.enum ?? field.anyOf?.[0]?.enum ?? [];
  if (value !== undefined) return value;
  if (field.type === 'array') return [example('', field.items ?? {})];
  if (field.type === 'boolean') return true;
  return field.type === 'integer' ? 0 : 'name';
}

function scenario(...steps: readonly Step[]) {
  const other = { op: 'mmap', region: 'other', kind: 'anon', pages: 4 };
  const inserts = steps.some(({ op }) => op === 'insert');
  const a = { op: 'mmap', region: 'a', kind: inserts ? 'device' : 'anon', pages: 4 };
  const before = steps.some(({ op }) => op === 'mmap') ? [other] : [other, a];
  return { name: 'n', boot: 'default', steps: [...before, ...steps] };
}

function minimal(op: string): Step {
  const { required, properties } = schema.definitions[op] ?? { required: [], properties: {} };
  const step = Object.fromEntries(
    required.map((name) => [name, example(name, properties[name] ?? {})]),
  );
  // One of the two is needed, which the schema leaves to the simulator to say.
  return op === 'gup' ? { ...step, region: 'a' } : step;
}

describe('the schema of scenarios', () => {
  for (const [op, { required, properties }] of Object.entries(schema.definitions)) {
    it(`asks of ${op} what the simulator asks`, () => {
      const step = minimal(op);
      assert.equal(checkScenario(scenario(step)), null);
      assert.ok(accepts(scenario(step)), JSON.stringify(accepts.errors));
      for (const name of required) {
        const rest = Object.fromEntries(Object.entries(step).filter(([key]) => key !== name));
        assert.notEqual(checkScenario(scenario(rest)), null, name);
        assert.ok(!accepts(scenario(rest)), name);
      }
      const misspelt = { ...step, regoin: 'a' };
      assert.notEqual(checkScenario(scenario(misspelt)), null);
      assert.ok(!accepts(scenario(misspelt)));
    });

    it(`allows with ${op} what the simulator allows`, () => {
      for (const [name, field] of Object.entries(properties)) {
        const step = { ...minimal(op), [name]: example(name, field), page: undefined };
        delete step.page;
        if (name === 'pages') step.pages = 1;
        assert.equal(checkScenario(scenario(step)), null, name);
        assert.ok(accepts(scenario(step)), name);
      }
    });
  }

  it('knows every flag of the simulator', () => {
    const flags = schema.definitions.gup?.properties.flags?.items?.enum;
    assert.deepEqual(new Set(flags), new Set(Object.keys(FOLL_FLAGS)));
  });

  it('knows every op of the simulator', () => {
    const problem = checkScenario(scenario({ op: '' })) ?? '';
    const known = /known are (.*)$/.exec(problem)?.[1]?.split(', ');
    assert.deepEqual(new Set(known), new Set(Object.keys(schema.definitions)));
  });
});

describe('the schema of the sidecar file', () => {
  const valid = new Ajv().compile(
    JSON.parse(readFileSync('syntaxes/schemas/suppressions.schema.json', 'utf8')) as object,
  );

  it('asks for a fingerprint and a reason', () => {
    const file = (entry: object) => ({ version: 1, suppressions: [entry] });
    assert.ok(valid(file({ fingerprint: 'a', reason: 'why', rule: 'x', file: 'a.c' })));
    assert.ok(!valid(file({ fingerprint: 'a' })));
    assert.ok(!valid(file({ fingerprint: 'a', reason: '  ' })));
    assert.ok(!valid(file({ fingerprint: 'a', reason: 'why', Rule: 'x' })));
    assert.ok(!valid({ suppressions: [] }));
  });
});
