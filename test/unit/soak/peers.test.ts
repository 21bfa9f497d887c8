import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import type { ControlMessage, PeersLog } from '../../soak/control';
import { makeTempFolder } from '../../support/temp-folder';
import { programFile, TS_OPTIONS } from '../../support/tsProgram';

const HOST = '127.0.0.1';
/** Each load has had its turn by then. */
const RESETS = 300;

describe('the peers of the soak', () => {
  it('go on when whoever they talk to resets every connection', async () => {
    const folder = await makeTempFolder();
    const log = join(folder.path, 'peers.json');
    let resets = 0;
    let enough = (): void => undefined;
    const wasEnough = new Promise<void>((resolve) => (enough = resolve));
    const resetting = async (): Promise<Server> => {
      const server = createServer((socket) => {
        socket.on('error', () => undefined);
        // Some while the first bytes are on their way, some behind them.
        const reset = (): void => {
          socket.resetAndDestroy();
          if (++resets === RESETS) enough();
        };
        if (resets % 2 === 0) reset();
        else socket.once('data', reset);
      }).listen(0, HOST);
      await once(server, 'listening');
      return server;
    };
    const servers = [await resetting(), await resetting(), await resetting()] as const;
    const udp = createSocket('udp4').bind(0, HOST);
    await once(udp, 'listening');
    const [discard, echo, rules] = servers.map((server) => (server.address() as AddressInfo).port);

    const peers = spawn(process.execPath, [...TS_OPTIONS, programFile(join('test', 'soak', 'peers.ts')), log], {
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    let errors = '';
    peers.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    const closed = once(peers, 'close');
    const tell = (message: ControlMessage): void => void peers.stdin.write(`${JSON.stringify(message)}\n`);
    try {
      tell({
        kind: 'targets',
        targets: { discard: discard!, echo: echo!, rules: rules!, udpEcho: udp.address().port },
      });
      await Promise.race([wasEnough, closed]);
      if (peers.exitCode === null) tell({ kind: 'finish' });
      const [code] = (await closed) as [number | null];
      assert.equal(errors, '');
      assert.equal(code, 0);
      assert.ok(Object.keys(JSON.parse(await readFile(log, 'utf8')) as PeersLog).length > 0);
    } finally {
      for (const server of servers) server.close();
      udp.close();
      await folder.remove();
    }
  });
});
