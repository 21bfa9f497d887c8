import { closeSync, openSync } from 'node:fs';
import { resolve } from 'node:path';
import { explain } from '../../engine/platform/systemError';
import type { ParsedLine } from '../terminal/commandLine';
import { FileOutput } from '../terminal/fileOutput';
import { OutputQueue } from '../terminal/outputQueue';
import type { Terminal } from '../terminal/terminal';

/** For shells whose `>` changes bytes, such as PowerShell's. */
export const OUTPUT_OPTION = {
  output: { value: 'FILE', help: 'write what would go to standard output into this file, as it is' },
};

export interface Redirected {
  /** Its output is the file, if there is one. */
  readonly terminal: Terminal;
  /** Settles when all is written. Gives the exit code: 1 when it could not be. */
  readonly end: () => Promise<number>;
}

/** @throws SockscopeError when the file cannot be written; one that is there is written over, as a shell does. */
export function redirect({ values }: ParsedLine, terminal: Terminal): Redirected {
  const name = values.get('output');
  if (name === undefined) return { terminal, end: () => Promise.resolve(0) };
  let fd: number;
  try {
    fd = openSync(resolve(terminal.folder, name), 'w');
  } catch (error) {
    throw explain(error, 'write-file', name);
  }
  const queue = new OutputQueue(new FileOutput(fd), () => {
    terminal.interrupt();
  });
  const redirected = terminal.redirected(queue, name);
  return {
    terminal: redirected,
    end: async () => {
      const isWritten = await redirected.finish();
      closeSync(fd);
      return isWritten ? 0 : 1;
    },
  };
}
