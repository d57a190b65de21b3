import { fork } from 'node:child_process';
import type { FromService } from '../../tree/service/messages';
import type { Link, LinkEvents } from '../review/analyzer';

/**
 * Starts the analyzer as a process of its own. A thread would not do: the native parser aborts the
 * whole process when a thread that uses it is ended from outside.
 */
export function startProcess(program: string, { message, ended, log }: LinkEvents): Link {
  const started = fork(program, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // In a desktop VS Code the executable is Electron's.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    execArgv: [],
  });
  started.stderr?.setEncoding('utf8').on('data', log);
  started.on('message', (received) => {
    message(received as FromService);
  });
  started.on('error', (error) => {
    log(String(error));
  });
  started.on('exit', (code, signal) => {
    ended(String(signal ?? code));
  });
  return {
    send: (question) => {
      // A channel that just closed says so by `exit`.
      if (started.connected) started.send(question);
    },
    end: () => started.kill('SIGKILL'),
  };
}
