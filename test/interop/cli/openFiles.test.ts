import assert from 'node:assert/strict';
import net from 'node:net';
import { eventually } from '../../support/eventually';
import { killTools, spawnTool } from '../../support/process';
import { requireTool } from '../../support/tools';
import { BuiltProgram } from './built';

const CLIENTS = 100;

/** How a client fared: its byte came back, or the connection was ended without it. */
type Fate = 'served' | 'refused';

describe('the terminal program with few open files', () => {
  let program: BuiltProgram;
  const clients = new Set<net.Socket>();
  before(async () => {
    program = await BuiltProgram.build();
  });
  after(() => program.remove());
  afterEach(async () => {
    for (const client of clients) client.destroy();
    clients.clear();
    await killTools();
  });

  /** Stays connected when it is served. */
  function connect(port: number): Promise<Fate> {
    const client = net.connect({ host: '127.0.0.1', port });
    clients.add(client);
    client.on('error', () => undefined);
    client.write('?');
    return new Promise((resolve) => {
      client.once('data', () => {
        resolve('served');
      });
      client.once('close', () => {
        resolve('refused');
      });
    });
  }

  it(`serves some of ${CLIENTS} clients, and refuses and counts each of the others`, async function () {
    // Windows has no such limit.
    if (process.platform === 'win32') this.skip();
    const bash = requireTool(this, 'bash');
    const command = [process.execPath, ...program.command(['listen', 'tcp://127.0.0.1:0', 'echo'])];
    const listening = spawnTool(bash, ['-c', 'ulimit -n 100; exec "$@"', 'bash', ...command]);
    const [, port] = await listening.stdout.waitForText(/listening on tcp:\/\/127\.0\.0\.1:(\d+)/);
    const fates = await Promise.all(Array.from({ length: CLIENTS }, () => connect(Number(port))));
    const refused = fates.filter((fate) => fate === 'refused').length;
    assert.ok(refused >= 32 && refused < CLIENTS, `${refused} refused`);
    await listening.stderr.waitForText(
      /New connections to tcp:\S+ are refused: this process may have 100 files and sockets open, and keeps the last 32 /,
    );

    // Whoever leaves makes room for another.
    for (const client of clients) client.destroy();
    await eventually(() => {
      assert.equal(listening.stdout.text().match(/ is closed/g)?.length, CLIENTS - refused);
    });
    assert.equal(await connect(Number(port)), 'served');

    listening.signal('SIGINT');
    assert.deepEqual(await listening.exited, { code: 0, signal: null });
    const complaints = listening.stderr.text();
    const counts = [...complaints.matchAll(/^Connections refused at the limit of .*: (\d+) (so far|in all)\.$/gm)];
    assert.equal(Number(counts.at(-1)?.[1]), refused, complaints);
    assert.equal(complaints.match(/New connections/g)?.length, 1);
  });
});
