import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { JsonPlaces } from '../../../src/replay/jsonPlaces';
import { readScenario, withLine, writeScenario } from '../../../src/replay/readScenario';

function problem(json: string): string {
  const read = readScenario(json);
  assert.ok('problem' in read, 'it is refused');
  return read.problem;
}

const STEPS = `{
  "steps": [
    {"op":"mmap","region":"[buf","kind":"anon","pages":1},
    {"op":"touch",
     "region":"[buf","mode":"w"},

    {"op":"explode"}
  ]
}`;

describe('scenario JSON that is not right', () => {
  it('says where it is no JSON', () => {
    assert.match(
      problem('{\n  "steps": [\n    {"op":}\n  ]\n}'),
      /^line 3, column 11: this is not JSON: /,
    );
    const at = (json: string) => problem(json).replace('this is not JSON: ', '');
    assert.equal(
      at('{\n  "steps": [\n    {"op":}\n  ]\n}'),
      'line 3, column 11: "}" may not stand here.',
    );
    assert.equal(at('{\n  "steps": ['), 'line 2, column 13: it ends too early.');
    assert.equal(at(''), 'line 1, column 1: it ends too early.');
    assert.equal(at('{"steps": []} x'), 'line 1, column 15: "x" may not stand here.');
    assert.equal(at('{"a": 01}'), 'line 1, column 8: "1" may not stand here.');
    assert.equal(at('{"a": 1,}'), 'line 1, column 9: "}" may not stand here.');
    assert.equal(at('{"a": "\\x"}'), 'line 1, column 7: "\\"" may not stand here.');
  });

  it('refuses what is nested without end', () => {
    assert.match(problem('['.repeat(1 << 20)), /^line 1, column 66: this is not JSON/);
  });

  it('says what is missing, and where', () => {
    assert.equal(problem('[]'), 'line 1: a scenario must be an object with "steps".');
    assert.equal(problem('{}'), '"steps" must be a list of steps, each with an "op".');
    assert.equal(problem('{"steps": [], "name": 4}'), '"name" must be a text.');
    assert.equal(
      problem('{"steps": [\n{"op": "observe"},\n{"no": "op"}]}'),
      'line 3, step 1: must be an object with an "op".',
    );
    assert.equal(problem('{"steps": [7]}'), 'line 1, step 0: must be an object with an "op".');
  });

  it('names the line of the step that a check names', () => {
    assert.equal(withLine('step 0 (mmap): no', STEPS), 'line 3, step 0 (mmap): no');
    assert.equal(withLine('step 1 (touch): no', STEPS), 'line 4, step 1 (touch): no');
    assert.equal(withLine('step 2 (explode): no', STEPS), 'line 7, step 2 (explode): no');
    assert.equal(withLine('step 9: no', STEPS), 'step 9: no');
    assert.equal(withLine('there is no kernel', STEPS), 'there is no kernel');
  });
});

describe('scenario JSON that is right', () => {
  it('is what the engine takes for JSON, and nothing else', () => {
    const texts = [
      '1',
      '-0',
      '1e5',
      '1.',
      '.5',
      '+1',
      '"\\u12aF"',
      '"\\u12"',
      '"\n"',
      '[1,2]',
      '[,]',
      '{}',
    ];
    const more = [
      '{"a":{"b":[null,true,false]}}',
      '{a:1}',
      "'a'",
      'nul',
      '[1 2]',
      '"é\u2028"',
      ' 1 ',
      '\f1',
    ];
    for (const json of [...texts, ...more]) {
      let isJson = true;
      try {
        JSON.parse(json);
      } catch {
        isJson = false;
      }
      assert.equal(new JsonPlaces(json).error === null, isJson, json);
    }
  });

  it('comes out as it went in, its title with it', () => {
    const json = writeScenario({
      ...{ name: 'mine', title: 'My own', topic: 'own', summary: 'It looks.', boot: 'default' },
      steps: [{ op: 'observe' }],
    });
    const read = readScenario(json);
    assert.ok(!('problem' in read));
    assert.equal(writeScenario(read), json);
  });
});
