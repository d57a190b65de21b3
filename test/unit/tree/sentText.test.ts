import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { TextReceiver, TextSender } from '../../../src/tree/service/sentText';

const file = (name: string) => ({ root: '/t', file: name });

describe('texts on their way to the analyzer', () => {
  it('are the same at both ends, whatever is edited', () => {
    const edit = fc.record({
      name: fc.constantFrom('a.c', 'b.c'),
      at: fc.nat(100),
      remove: fc.nat(9),
      insert: fc.string({ maxLength: 9 }),
    });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 30 }), (edits) => {
        const [sender, receiver] = [new TextSender(), new TextReceiver()];
        const texts: Record<string, string> = { 'a.c': 'int a;\n'.repeat(9), 'b.c': '' };
        for (const { name, at, remove, insert } of edits) {
          const now = texts[name];
          texts[name] = now.slice(0, at) + insert + now.slice(at + remove);
          const sent = sender.pack(file(name), texts[name]);
          assert.equal(receiver.unpack(file(name), sent), texts[name]);
        }
      }),
    );
  });

  it('are sent whole once, then as what changed', () => {
    const sender = new TextSender();
    const text = 'x'.repeat(300_000);
    assert.deepEqual(sender.pack(file('a.c'), text), { version: 1, whole: text });
    const [start, end] = [1000, 1000];
    assert.deepEqual(sender.pack(file('a.c'), `${text.slice(0, start)}; y${text.slice(start)}`), {
      version: 2,
      since: 1,
      start,
      end,
      inserted: '; y',
    });
  });

  it('are asked for again by an end that lost one', () => {
    const [sender, receiver] = [new TextSender(), new TextReceiver()];
    receiver.unpack(file('a.c'), sender.pack(file('a.c'), 'one'));
    sender.pack(file('a.c'), 'one two');
    assert.equal(receiver.unpack(file('a.c'), sender.pack(file('a.c'), 'one two three')), null);
    sender.forget(file('a.c'));
    assert.equal(receiver.unpack(file('a.c'), sender.pack(file('a.c'), 'four')), 'four');
    receiver.forget(file('a.c'));
    assert.equal(receiver.unpack(file('a.c'), sender.pack(file('a.c'), 'five')), null);
  });

  it('are given up by both ends for those of many other files', () => {
    const [sender, receiver] = [new TextSender(), new TextReceiver()];
    const send = (name: string, text: string) =>
      receiver.unpack(file(name), sender.pack(file(name), text));
    send('first.c', 'one');
    for (let n = 0; n < 40; n++) assert.equal(send(`${String(n)}.c`, 'many'), 'many');
    assert.ok('whole' in sender.pack(file('first.c'), 'one more'));
  });
});
