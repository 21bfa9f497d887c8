import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { join } from 'node:path';
import { makeTempFolder, type TempFolder } from '../../../support/temp-folder';
import { skipAloud } from '../../../support/tools';
import { FakeTerminal, interruptAll, sockscope } from '../fakeTerminal';

const NO_FULL_DEVICE = 'only Linux has a device that is always full';

/** Standard input that somebody could still write to. */
async function* silence(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('x');
  await new Promise(() => undefined);
}

describe('cli/outputArgument', () => {
  let folder: TempFolder;
  let server: net.Server;
  let address: string;
  beforeEach(async () => {
    folder = await makeTempFolder();
    server = net.createServer((socket) => socket.end('answer\x1b\r\n')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    address = `tcp://127.0.0.1:${(server.address() as net.AddressInfo).port}`;
  });
  afterEach(async () => {
    interruptAll();
    server.close();
    await folder.remove();
  });

  for (const command of [['dial'], ['send', '--text', 'x', '--raw']]) {
    it(`of ${command[0]!} gets the bytes as they are, also from a terminal, and standard output nothing`, async () => {
      const path = join(folder.path, 'got');
      await writeFile(path, 'what was there before, which is longer');
      const terminal = new FakeTerminal(folder.path, '', false, { isSeen: true });
      const [name, ...rest] = command;
      const { code, output } = await sockscope([name!, address, ...rest, '--output', 'got'], terminal);
      assert.deepEqual([code, output], [0, '']);
      assert.equal(await readFile(path, 'latin1'), 'answer\x1b\r\n');
    });
  }

  it('that cannot be written is told before anybody is dialled', async () => {
    let dialled = false;
    server.on('connection', () => (dialled = true));
    const { code, complaints } = await sockscope(
      ['dial', address, '--output', 'no/such'],
      new FakeTerminal(folder.path),
    );
    assert.deepEqual([code, dialled], [1, false]);
    assert.match(complaints, /no\/such/);
  });

  it('whose disk is full is a failure, and named', async function () {
    if (process.platform !== 'linux') skipAloud(this, NO_FULL_DEVICE);
    const { code, complaints } = await sockscope(
      ['dial', address, '--output', '/dev/full'],
      new FakeTerminal(folder.path),
    );
    assert.equal(code, 1);
    assert.match(complaints, /\/dev\/full/);
  });

  for (const command of [['dial'], ['send', '--text', 'x']]) {
    it(`whose disk is full ends ${command[0]!}, although the peer goes on and on`, async function () {
      if (process.platform !== 'linux') skipAloud(this, NO_FULL_DEVICE);
      const endless = net.createServer((socket) => {
        socket.on('error', () => undefined);
        socket.write('more');
      });
      endless.listen(0, '127.0.0.1');
      await once(endless, 'listening');
      const { port } = endless.address() as net.AddressInfo;
      const [name, ...rest] = command;
      const line = [name!, `tcp://127.0.0.1:${port}`, ...rest, '--wait', '1min', '--output', '/dev/full'];
      const { code, complaints } = await sockscope(line, new FakeTerminal(folder.path, silence()));
      endless.close();
      assert.equal(code, 1);
      assert.match(complaints, /\/dev\/full: the disk is full/);
    });
  }
});
