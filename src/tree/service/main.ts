/**
 * The analyzer as a process of its own, for an editor: see messages.ts for what is said. It ends
 * when the editor does.
 */
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { DiskFiles } from '../diskFiles';
import { diskWords } from '../diskWords';
import { loadParser } from '../parser';
import { keepHeapSmall } from '../engine';
import type { ToService } from './messages';
import { Service } from './service';

keepHeapSmall();
// A file is analysed while the code that does it is still cold: V8 would spend twice the time of the
// analysis on inlining, and a keystroke is answered no sooner once it has.
setFlagsFromString('--max-inlined-bytecode-size-cumulative=100');

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
