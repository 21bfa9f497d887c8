import assert from 'node:assert/strict';
import * as vscode from 'vscode';

import { spawnTool } from '../../support/process';
import { requireTool } from '../../support/tools';
import { cleanUp, portOf, run, waitForAccepted, waitForConnection, waitForSocket } from '../support/commands';

/** TCP's checksum is left to be filled in, as where a network card does that. */
const STRICT = ['-o', 'ip.check_checksum:TRUE', '-o', 'udp.check_checksum:TRUE'];
/** Frames that Wireshark would mark: malformed, retransmitted, out of order, with a wrong checksum, … */
const SUSPICIOUS = '_ws.malformed || tcp.analysis.flags || ip.checksum.status == 0 || udp.checksum.status == 0';

async function outputOf(program: string, args: readonly string[]): Promise<string> {
  const tool = spawnTool(program, args);
  assert.equal((await tool.exited).code, 0, tool.stderr.text());
  return tool.stdout.text();
}

/** What *follow* prints as hex: node 0 is the side whose packet came first; the other’s lines are indented. */
async function follow(tshark: string, path: string, stream: string): Promise<{ node0: Buffer; node1: Buffer }> {
  const [protocol, number] = stream.split(' ') as [string, string];
  const output = await outputOf(tshark, ['-r', path, '-q', '-z', `follow,${protocol},raw,${number}`]);
  const lines = output.split('\n').filter((line) => /^\t?[0-9a-f]+$/.test(line));
  const join = (indented: boolean): Buffer =>
    Buffer.from(
      lines
        .filter((line) => line.startsWith('\t') === indented)
        .join('')
        .replaceAll('\t', ''),
      'hex',
    );
  return { node0: join(false), node1: join(true) };
}

function pathOf(capture: string): string {
  return vscode.Uri.parse(capture, true).fsPath;
}

describe('a capture', () => {
  afterEach(cleanUp);

  it('is read by tshark and capinfos: what was sent over TCP, live and closed', async function () {
    const ncat = requireTool(this, 'ncat');
    const tshark = requireTool(this, 'tshark');
    const capinfos = requireTool(this, 'capinfos');
    const listener = await run('startListener', { address: 'tcp://127.0.0.1:0' });
    const path = pathOf(listener.capture);
    const question = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 31) >>> 3);
    const clients = ['first', 'second'].map(() => spawnTool(ncat, ['127.0.0.1', portOf(listener.local)]));
    const connections = await waitForAccepted(listener.id, 2);
    for (const client of clients) await client.write(question);
    for (const [index, { id }] of connections.entries()) {
      await waitForSocket(id, 'the question', ({ bytesReceived }) => bytesReceived === question.length);
      await run('sendPayload', { socket: id, payload: `u32be(${index}) [00 ff] "answer"` });
    }

    const check = async (): Promise<void> => {
      // Waits until all of it is in the file.
      for (const { id } of connections) await run('readBytes', { socket: id, direction: 'sent' });
      for (const index of connections.keys()) {
        const { node0, node1 } = await follow(tshark, path, `tcp ${index}`);
        assert.ok(node0.equals(question), `the question of stream ${index} reads differently`);
        assert.deepEqual(node1, Buffer.from(`000000${index === 0 ? '00' : '01'}00ff616e73776572`, 'hex'));
      }
      assert.equal(await outputOf(tshark, ['-r', path, ...STRICT, '-Y', SUSPICIOUS]), '');
      assert.match(await outputOf(capinfos, [path]), /File type: +Wireshark\/\.\.\. - pcapng/);
    };
    await check();

    for (const client of clients) client.endInput();
    for (const { id } of connections) {
      await waitForSocket(id, 'FIN', ({ state }) => state === 'half-closed-remote');
      await run('closeSocket', { socket: id });
    }
    await run('closeSocket', { socket: listener.id });
    await check();
    const handshakes = ['-Y', 'tcp.flags.syn == 1 && tcp.flags.ack == 0', '-T', 'fields', '-e', 'tcp.dstport'];
    const port = portOf(listener.local);
    assert.equal(await outputOf(tshark, ['-r', path, ...handshakes]), `${port}\n${port}\n`);
    const ends = ['-Y', 'tcp.flags.fin == 1', '-T', 'fields', '-e', 'tcp.stream'];
    const finished = (await outputOf(tshark, ['-r', path, ...ends])).trim().split('\n').toSorted();
    assert.deepEqual(finished, ['0', '0', '1', '1'], 'each connection ends with a FIN of both sides');
  });

  it('is read by tshark: datagrams with their boundaries', async function () {
    const ncat = requireTool(this, 'ncat');
    const tshark = requireTool(this, 'tshark');
    const socket = await run('startListener', { address: 'udp://127.0.0.1:0', service: 'echo' });
    const client = spawnTool(ncat, ['-u', '127.0.0.1', portOf(socket.local)]);
    await client.write('one');
    await client.stdout.waitForBytes(3);
    await client.write('three');
    await client.stdout.waitForBytes(8);
    await waitForSocket(socket.id, 'the echo to be counted', ({ bytesSent }) => bytesSent === 8);
    await run('readBytes', { socket: socket.id, direction: 'sent' });
    const path = pathOf(socket.capture);
    const { node0, node1 } = await follow(tshark, path, 'udp 0');
    assert.equal(node0.toString(), 'onethree');
    assert.equal(node1.toString(), 'onethree');
    const sizes = await outputOf(tshark, ['-r', path, '-Y', 'udp', '-T', 'fields', '-e', 'udp.length']);
    assert.equal(sizes, '11\n11\n13\n13\n', 'each datagram has 8 bytes of header');
    assert.equal(await outputOf(tshark, ['-r', path, ...STRICT, '-Y', SUSPICIOUS]), '');
  });

  it('is read by tshark: a reset', async function () {
    const ncat = requireTool(this, 'ncat');
    const tshark = requireTool(this, 'tshark');
    const listener = await run('startListener', { address: 'tcp://127.0.0.1:0' });
    spawnTool(ncat, ['127.0.0.1', portOf(listener.local)]);
    const { id } = await waitForConnection(listener.id);
    await run('sendPayload', { socket: id, payload: '"x"' });
    assert.equal((await run('resetSocket', { socket: id })).state, 'reset');
    await run('readBytes', { socket: id, direction: 'sent' });
    const path = pathOf(listener.capture);
    const resets = await outputOf(tshark, [
      '-r',
      path,
      '-Y',
      'tcp.flags.reset == 1',
      '-T',
      'fields',
      '-e',
      'tcp.srcport',
    ]);
    assert.equal(resets, `${portOf(listener.local)}\n`);
  });
});
