import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isFromPanel, isToPanel } from '../../../src/replay/messages';
import { isPanelState } from '../../../src/replay/savedState';
import { subject } from './subjects';

describe('messages of the replay panel', () => {
  it('lets a subject through as it is sent', () => {
    const message: unknown = JSON.parse(
      JSON.stringify({ kind: 'show', subject, pinned: false, gallery: [] }),
    );
    assert.equal(isToPanel(message), true);
  });

  it('lets the playground through', () => {
    assert.equal(isToPanel({ kind: 'show', subject: null, pinned: false, gallery: [] }), true);
  });

  it('refuses a subject with a hole in it', () => {
    const { site, paths } = subject;
    assert.equal(
      isToPanel({ kind: 'show', subject: { site, paths }, pinned: false, gallery: [] }),
      false,
    );
    const stop = { ...subject.paths[0]?.stops[0], action: { kind: 'explode' } };
    const broken = { ...subject, paths: [{ ...paths[0], stops: [stop] }] };
    assert.equal(isToPanel({ kind: 'show', subject: broken, pinned: false, gallery: [] }), false);
  });

  it('refuses a command that is none', () => {
    assert.equal(isToPanel({ kind: 'command', command: 'stepInto' }), true);
    assert.equal(isToPanel({ kind: 'command', command: 'constructor' }), false);
  });

  it('lets the page say whether it shows what it came with', () => {
    assert.equal(isFromPanel({ kind: 'ready', shown: true }), true);
    assert.equal(isFromPanel({ kind: 'ready' }), false);
  });

  it('refuses lines that are no lines', () => {
    const at = (line: unknown) => isFromPanel({ kind: 'openLine', file: 'a.c', line });
    assert.equal(at(12), true);
    for (const line of [-1, 1.5, NaN, '12', null]) assert.equal(at(line), false);
  });

  it('refuses whatever else comes along, without throwing', () => {
    for (const key of ['__proto__', 'toString', 'kind']) {
      assert.equal(isToPanel({ kind: key }), false);
      assert.equal(isFromPanel({ kind: key }), false);
    }
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const known = new Set(['import']);
        const kind: unknown =
          typeof value === 'object' && value !== null && 'kind' in value ? value.kind : null;
        assert.equal(isToPanel(value), false);
        assert.equal(isFromPanel(value), known.has(String(kind)));
        assert.equal(isPanelState(value), false);
      }),
    );
  });
});
