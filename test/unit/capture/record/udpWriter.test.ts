import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { foldSum, sumWords } from '../../../../src/bytes/digest/internetChecksum';
import { makeIpFlow } from '../../../../src/capture/ipFlow';
import { writeDatagram } from '../../../../src/capture/record/udpWriter';
import { ip, makeTestStore, type TestStore } from '../recording';

describe('writeDatagram', () => {
  let test: TestStore;

  beforeEach(async () => {
    test = await makeTestStore();
  });

  afterEach(() => test.remove());

  async function write(local: string, remote: string, payload: Buffer): Promise<{ packet: Buffer; position: number }> {
    const { recording, capture, path } = test.begin();
    await capture.flush();
    const start = (await readFile(path)).length;
    const flow = makeIpFlow(ip(local, 0x1234), ip(remote, 0x5678));
    const position = writeDatagram(capture.packets, flow, 'received', payload, 0);
    capture.endBlock();
    await recording.close();
    const block = (await readFile(path)).subarray(start);
    return { packet: block.subarray(28, 28 + block.readUInt32LE(20)), position: position - start - 28 };
  }

  it('leaves the checksum out over IPv4', async () => {
    const { packet, position } = await write('10.0.0.1', '10.0.0.2', Buffer.from('abc'));
    assert.equal(packet.toString('latin1', position), 'abc');
    assert.equal(foldSum(sumWords(packet.subarray(0, 20))), 0xffff, 'the IP header has a right one');
    assert.equal(packet.subarray(12, 20).toString('hex'), '0a0000020a000001');
    assert.equal(packet.subarray(20, 28).toString('hex'), '56781234000b0000');
  });

  it('computes it over IPv6, also where it comes out as zero', async () => {
    const payloads = ['', 'abc', 'abcd'].map((text) => Buffer.from(text));
    // Two bytes that complete the sum to zero, which is written as all ones.
    const { packet: empty } = await write('::1', '::2', Buffer.alloc(2));
    payloads.push(Buffer.from(empty.subarray(46, 48)));
    for (const payload of payloads) {
      const { packet } = await write('::1', '::2', payload);
      const udp = packet.subarray(40);
      const pseudoHeader = sumWords(packet.subarray(8, 40)) + udp.length + 17;
      assert.equal(foldSum(pseudoHeader + sumWords(udp)), 0xffff);
      assert.notEqual(udp.readUInt16BE(6), 0);
    }
  });
});
