import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';

import type { Direction } from '../../../src/base/direction';
import { spawnTool } from '../../support/process';
import { requireTool } from '../../support/tools';
import { cleanUp, portOf, run, waitForConnection, waitForSocket } from '../support/commands';
import { peerProgram } from '../support/peers';

const MIB = 2 ** 20;
const TOTAL = 64 * MIB;

describe('64 MiB each way at once', () => {
  afterEach(cleanUp);

  /** In parts of an odd size, so that they end anywhere in a chunk. */
  async function hashOf(socket: string, direction: Direction): Promise<string> {
    const hash = createHash('sha256');
    const length = 7 * MIB + 13;
    for (let offset = 0; offset < TOTAL; offset += length)
      hash.update(await run('readBytes', { socket, direction, offset, length }));
    return hash.digest('hex');
  }

  it('arrives unchanged on both sides, and is read back unchanged', async function () {
    this.timeout(180_000);
    const python = requireTool(this, 'python3');
    const listener = await run('startListener', { address: 'tcp://127.0.0.1:0' });
    const peer = spawnTool(python, [peerProgram('duplex.py'), portOf(listener.local), String(TOTAL)]);
    const { id } = await waitForConnection(listener.id);

    const sent = createHash('sha256');
    for (let left = TOTAL; left > 0; left -= MIB) {
      const bytes = randomBytes(MIB);
      sent.update(bytes);
      assert.deepEqual(await run('sendPayload', { socket: id, bytes }), { bytes: MIB });
    }
    await run('shutdownSending', { socket: id });
    assert.equal((await peer.exited).code, 0, peer.stderr.text());
    const [peerSent, peerReceived, peerLength] = peer.stdout.text().trim().split(' ');
    const end = await waitForSocket(id, 'its end', ({ state }) => state === 'closed');

    assert.equal(Number(peerLength), TOTAL);
    assert.equal(end.bytesSent, TOTAL);
    assert.equal(end.bytesReceived, TOTAL);
    const sentHash = sent.digest('hex');
    assert.equal(peerReceived, sentHash);
    assert.equal(await hashOf(id, 'sent'), sentHash);
    assert.equal(await hashOf(id, 'received'), peerSent);
    // In one piece, too.
    const whole = await run('readBytes', { socket: id, direction: 'received' });
    assert.equal(whole.length, TOTAL);
    assert.equal(createHash('sha256').update(whole).digest('hex'), peerSent);
  });
});
