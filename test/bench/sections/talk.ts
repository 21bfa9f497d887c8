import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { spawnTool, type ToolProcess } from '../../support/process';
import { PROJECT_ROOT } from '../../support/vscode-install';
import type { Bench, Section } from '../harness/bench';
import { findFreePort, waitForSuccess } from '../harness/programs';
import { measureInRounds, median } from '../harness/rounds';
import type { Row } from '../harness/row';
import { formatBytes, formatNumber, formatRate, GIB, MIB } from '../harness/units';

const TALK_BYTES = GIB;
/** Of the speed of ncat. */
const LEAST_SPEED = 0.8;

const HOST = '127.0.0.1';
const OURS = 'Sockscope';
const PROGRAM = join(PROJECT_ROOT, 'dist', 'cli.js');
const NANOSECONDS = 1e6;

/** `sockscope dial` and `listen --talk one` in the place of ncat, one at a time: from a file through a socket into a file. */
export const talk: Section = {
  name: 'talk',
  tools: ['ncat'],
  diskBytes: 2.2 * TALK_BYTES,
  measure: (bench: Bench): Promise<Row[]> =>
    bench.inFolder(async (folder) => {
      const bytes = bench.scaled(TALK_BYTES, MIB);
      const file = join(folder, 'file');
      await fill(file, bytes);
      const ncat = bench.tool('ncat');
      const sending = await compare(bench, 'dial < file', bytes, (name) =>
        transfer(bench, file, name === OURS ? dial : ncatClient(ncat), ncatServer(ncat)),
      );
      const receiving = await compare(bench, 'listen --talk one > file', bytes, (name) =>
        transfer(bench, file, ncatClient(ncat), name === OURS ? listen : ncatServer(ncat)),
      );
      return [sending, receiving];
    }),
};

async function fill(path: string, bytes: number): Promise<void> {
  const file = await open(path, 'w');
  const piece = Buffer.alloc(MIB, 'Sockscope ');
  for (let at = 0; at < bytes; at += piece.length) await file.write(piece);
  await file.close();
}

async function compare(
  bench: Bench,
  command: string,
  bytes: number,
  measure: (name: string) => Promise<number>,
): Promise<Row> {
  const contenders = [OURS, 'ncat'].map((name) => ({ name, measure: () => measure(name) }));
  const runs = await measureInRounds(bench.runs, contenders, (time) => formatRate(time, bytes));
  const [ours, other] = runs.map(median);
  const ratio = other! / ours!;
  return {
    work: `${formatBytes(bytes)} by \`sockscope ${command}\`, ncat at the other end`,
    against: '`ncat` in its place',
    ratio: `${formatNumber(ratio)} × as fast`,
    sockscope: formatRate(ours!, bytes),
    other: formatRate(other!, bytes),
    target: `${formatNumber(LEAST_SPEED)} ×`,
    isReached: ratio >= LEAST_SPEED,
  };
}

type StartServer = (target: string) => Promise<{ readonly port: number; readonly server: ToolProcess }>;
type StartClient = (port: number, file: string) => ToolProcess;

/** Nanoseconds from before the client starts until both have ended. */
async function transfer(
  bench: Bench,
  file: string,
  startClient: StartClient,
  startServer: StartServer,
): Promise<number> {
  return bench.inFolder(async (folder) => {
    const target = join(folder, 'received');
    const { port, server } = await startServer(target);
    const begun = performance.now();
    const client = startClient(port, file);
    await Promise.all([waitForSuccess(client, 'the client'), waitForSuccess(server, 'the server')]);
    const time = (performance.now() - begun) * NANOSECONDS;
    const [{ size }, { size: received }] = await Promise.all([stat(file), stat(target)]);
    if (received !== size) throw new Error(`${received} of ${size} bytes came.`);
    return time;
  });
}

const shell = (command: string, ...args: readonly string[]): ToolProcess =>
  spawnTool('sh', ['-c', command, 'sh', ...args]);

const dial: StartClient = (port, file) =>
  shell('exec "$1" "$2" dial "$3" < "$4"', process.execPath, PROGRAM, `tcp://${HOST}:${port}`, file);

const ncatClient =
  (ncat: string): StartClient =>
  (port, file) =>
    shell('exec "$1" "$2" "$3" < "$4"', ncat, HOST, String(port), file);

const listen: StartServer = async (target) => {
  const command = 'exec "$1" "$2" listen "$3" --talk one > "$4" < /dev/null';
  const server = shell(command, process.execPath, PROGRAM, `tcp://${HOST}:0`, target);
  const [, port] = await server.stderr.waitForText(/listening on tcp:\/\/127\.0\.0\.1:(\d+)/);
  return { port: Number(port), server };
};

/** Its input stays open, as a terminal's would. */
const ncatServer =
  (ncat: string): StartServer =>
  async (target) => {
    const port = await findFreePort();
    const server = shell('exec "$1" -l -v "$2" "$3" > "$4"', ncat, HOST, String(port), target);
    await server.stderr.waitForText(/Listening on/);
    return { port, server };
  };
