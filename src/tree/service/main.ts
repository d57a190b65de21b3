/**
 * The analyzer as a process of its own, for an editor: see messages.ts for what is said. It ends
 * when the editor does.
 */
import { setImmediate } from 'node:timers/promises';
import { DiskFiles } from '../diskFiles';
import { diskWords } from '../diskWords';
import { loadParser } from '../parser';
import { keepHeapSmall } from '../smallHeap';
import type { ToService } from './messages';
import { Service } from './service';

keepHeapSmall();

const service = new Service(loadParser(), {
  disk: { files: (root) => new DiskFiles(root), words: diskWords },
  reply: (message) => process.send?.(message),
  turn: setImmediate,
  complain: (text) => process.stderr.write(`${text}\n`),
});

process.on('message', (message: ToService) => {
  service.receive(message);
});
process.on('disconnect', () => process.exit(0));
