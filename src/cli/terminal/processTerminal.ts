import fs from 'node:fs';
import net from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { FILE_PIECE } from './filePiece';
import { FileOutput } from './fileOutput';
import { LineEditor, type Complete } from './lineEditor';
import { OutputQueue } from './outputQueue';
import { Terminal } from './terminal';

/** What asks a process to end: Ctrl+C, `kill`, a terminal that was closed, Ctrl+Break on Windows. */
const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const;

/** The terminal, or the pipes, that a process is connected to. A signal interrupts once; the second one ends the process. */
export function openTerminal(process: NodeJS.Process): Terminal {
  const { stdin, stdout, stderr, env } = process;
  const interruption = new AbortController();
  const interrupt = (): void => {
    interruption.abort();
  };
  for (const signal of ENDING_SIGNALS) process.once(signal, interrupt);
  const canEdit = stdin.isTTY && stdout.isTTY && env['TERM'] !== 'dumb';
  const editor = canEdit ? new LineEditor(stdin, stdout, interrupt) : undefined;
  const aboveLine = (stream: NodeJS.WriteStream): Writable =>
    editor !== undefined && stream.isTTY ? editor.above(stream) : reliable(stream);
  return new Terminal({
    // Whoever reads the output has gone, such as `head`, or the disk is full: there is nobody left to work for.
    output: new OutputQueue(aboveLine(stdout), interrupt),
    errors: new OutputQueue(aboveLine(stderr)),
    isColoured: isColoured(stdout.isTTY, env),
    interrupted: interruption.signal,
    interrupt,
    folder: process.cwd(),
    input: () => inPieces(stdin) as AsyncIterable<Uint8Array>,
    closeInput: () => {
      editor?.close();
      stdin.destroy();
    },
    ...(editor === undefined ? {} : { editLines: (complete: Complete) => editor.lines(complete) }),
    isTyped: stdin.isTTY,
    isSeen: stdout.isTTY,
    // A terminal that does not know its size says 0, and one that knows it may change it.
    get columns() {
      return stdout.isTTY && stdout.columns > 0 ? stdout.columns : undefined;
    },
  });
}

/** https://no-color.org and https://force-color.org: neither counts when it is empty, and who wants none gets none. */
function isColoured(
  isTerminal: boolean,
  { NO_COLOR: none = '', FORCE_COLOR: force = '', TERM: kind }: NodeJS.ProcessEnv,
): boolean {
  if (none !== '') return false;
  return force === '' ? isTerminal && kind !== 'dumb' : force !== '0';
}

/**
 * A file is read in larger pieces than Node's own stream does; and where Node knows no stream, as of a folder, and takes it
 * for empty, the system says what is wrong with it.
 */
function inPieces(stdin: NodeJS.ReadStream): Readable {
  return 'fd' in stdin && stdin.fd === 0 && !(stdin instanceof net.Socket)
    ? fs.createReadStream('', { fd: 0, autoClose: false, highWaterMark: FILE_PIECE })
    : stdin;
}

/** Pipes, sockets and terminals tell of themselves what they did not take. */
function reliable(stream: Writable & { readonly fd?: number }): Writable {
  return stream instanceof net.Socket || stream.fd === undefined ? stream : new FileOutput(stream.fd);
}
