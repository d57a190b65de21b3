/**
 * The analyzer as a process of its own, for an editor: see messages.ts for what is said. It ends
 * when the editor does.
 */
import { loadParser } from '../parser';
import type { FromService, ToService } from './messages';
import { OpenDocuments } from './openDocuments';

const documents = loadParser().then((backend) => new OpenDocuments(backend));
/** Questions that were withdrawn before their turn came. */
const cancelled = new Set<number>();

function reply(message: FromService): void {
  process.send?.(message);
}

async function answer(message: ToService): Promise<void> {
  switch (message.kind) {
    case 'document':
    case 'paths': {
      const open = await documents;
      // Withdrawals that already arrived are read before the work they make needless is begun.
      await new Promise((done) => setImmediate(done));
      const { id, input } = message;
      if (cancelled.delete(id)) return;
      if (message.kind === 'document') reply({ kind: 'document', id, result: open.analyse(input) });
      else reply({ kind: 'paths', id, result: open.paths(input, message.site) });
      return;
    }
    case 'close':
      (await documents).close(message.document);
      return;
    case 'cancel':
      cancelled.add(message.id);
  }
}

process.on('message', (message: ToService) => {
  answer(message).catch((error: unknown) => {
    const text = error instanceof Error ? error.message : String(error);
    if ('id' in message) reply({ kind: 'failed', id: message.id, message: text });
    else process.stderr.write(`${text}\n`);
  });
});
process.on('disconnect', () => process.exit(0));
