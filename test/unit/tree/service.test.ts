import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NEWEST_RELEASE } from '../../../src/kernel';
import { loadParser } from '../../../src/tree/parser';
import type { FromService } from '../../../src/tree/service/messages';
import { TextSender } from '../../../src/tree/service/sentText';
import { Service } from '../../../src/tree/service/service';

const taking = (name: string) => `int ${name}(unsigned long start, struct page **pages)
{
	int pinned = pin_user_pages_fast(start, 4, FOLL_WRITE, pages);

	if (pinned > 0)
		unpin_user_pages(pages, pinned);
	return 0;
}
`;

/** An editor that types one text after the other, and what it is told. */
class Editor {
  readonly said: FromService[] = [];
  private readonly waiting: { until: (message: FromService) => boolean; done: () => void }[] = [];
  private readonly texts = new TextSender();
  private readonly service = new Service(loadParser(), {
    disk: null,
    reply: (message) => {
      this.said.push(message);
      for (const { until, done } of this.waiting) if (until(message)) done();
    },
    turn: () => new Promise((turned) => setImmediate(turned)),
    complain: assert.fail,
  });

  review(id: number, text: string): void {
    const file = { root: '/t', file: 'a.c' };
    const input = {
      ...{ ...file, text: this.texts.pack(file, text), release: NEWEST_RELEASE },
      ...{ onDisk: false, seesTree: false },
    };
    this.service.receive({ kind: 'document', id, input });
  }

  /** As if the service had lost what it was sent. */
  pretendSent(text: string): void {
    this.texts.pack({ root: '/t', file: 'a.c' }, text);
  }

  forgetSent(): void {
    this.texts.forget({ root: '/t', file: 'a.c' });
  }

  cancel(id: number): void {
    this.service.receive({ kind: 'cancel', id });
  }

  until(kind: FromService['kind'], id: number): Promise<void> {
    if (this.answers.includes(`${kind} ${String(id)}`)) return Promise.resolve();
    return new Promise((done) => {
      this.waiting.push({
        until: (message) => message.kind === kind && message.id === id,
        done: () => {
          done();
        },
      });
    });
  }

  get answers(): string[] {
    return this.said.map(({ kind, id }) => `${kind} ${String(id)}`);
  }
}

describe('a service whose editor types', () => {
  it('says of an edit what can be said at once, then the rest', async () => {
    const editor = new Editor();
    editor.review(1, taking('one'));
    await editor.until('document', 1);
    editor.review(2, taking('two'));
    await editor.until('document', 2);
    assert.deepEqual(editor.answers, ['document 1', 'soFar 2', 'document 2']);
  });

  it('gives up what is not wanted any more, at the next pause', async () => {
    const editor = new Editor();
    editor.review(1, taking('one'));
    await editor.until('document', 1);
    editor.review(2, taking('two'));
    await editor.until('soFar', 2);
    editor.cancel(2);
    editor.review(3, taking('three'));
    await editor.until('document', 3);
    assert.deepEqual(editor.answers, ['document 1', 'soFar 2', 'soFar 3', 'document 3']);
  });

  it('asks for the whole text where it lacks what a change is a change of', async () => {
    const editor = new Editor();
    editor.pretendSent(taking('never'));
    editor.review(1, taking('one'));
    await editor.until('resend', 1);
    editor.forgetSent();
    editor.review(1, taking('one'));
    await editor.until('document', 1);
    assert.deepEqual(editor.answers, ['resend 1', 'document 1']);
    const [, answer] = editor.said;
    assert.equal(answer.kind === 'document' && answer.result.sites[0].function, 'one');
  });

  it('does nothing for what was withdrawn before its turn came', async () => {
    const editor = new Editor();
    for (let id = 1; id < 20; id++) {
      editor.review(id, taking(`take_${String(id)}`));
      editor.cancel(id);
    }
    editor.review(20, taking('last'));
    await editor.until('document', 20);
    assert.deepEqual(editor.answers, ['document 20']);
  });
});
