import { COLOURED_STYLE, PLAIN_STYLE, type Terminal } from './terminal';

/** The terminal, or the pipes, that a process is connected to. Ctrl+C interrupts once; pressed again, it ends the process. */
export function openTerminal(process: NodeJS.Process): Terminal {
  const { stdin, stdout, stderr, env } = process;
  const interruption = new AbortController();
  const interrupt = (): void => {
    interruption.abort();
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  // Whoever reads the output has gone, such as `head`: there is nobody left to work for.
  stdout.on('error', interrupt);
  const isColoured = stdout.isTTY && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  return {
    print: (data) =>
      new Promise((resolve) => {
        // An error reaches the handler above; what could not be written is lost with its reader.
        stdout.write(data, () => {
          resolve();
        });
      }),
    complain: (line) => {
      stderr.write(`${line}\n`);
    },
    style: isColoured ? COLOURED_STYLE : PLAIN_STYLE,
    interrupted: interruption.signal,
    folder: process.cwd(),
    readInput: async () => {
      stdin.setEncoding('utf8');
      let text = '';
      for await (const piece of stdin) text += String(piece);
      return text;
    },
  };
}
