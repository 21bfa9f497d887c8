import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CaptureAccess } from '../../../src/capture/captureAccess';
import { makeTempFolder, type TempFolder } from '../../support/temp-folder';
import { ipPacket, LINK, PcapFile, udp } from './foreign';

const PACKET = ipPacket(udp('x'), { source: '11.0.0.0', protocol: 17 });

/** A pcap file in which each packet is a conversation of its own. */
function flows(count: number): Buffer {
  const { bytes: head } = new PcapFile(LINK.raw);
  const record = new PcapFile(LINK.raw).packet(PACKET).bytes.subarray(head.length);
  const all = Buffer.alloc(head.length + count * record.length);
  head.copy(all);
  for (let number = 0; number < count; number++) {
    const at = head.length + number * record.length;
    record.copy(all, at);
    all.writeUInt32BE(0x0b00_0000 + number, at + 16 + 12);
  }
  return all;
}

describe('captureAccess', () => {
  let folder: TempFolder;
  let access: CaptureAccess;

  const make = async (name: string, count: number): Promise<string> => {
    const path = join(folder.path, name);
    await writeFile(path, flows(count));
    return path;
  };

  beforeEach(async () => {
    folder = await makeTempFolder();
    access = new CaptureAccess({ find: () => undefined }, { maxIdleBytes: 500_000 });
  });

  afterEach(async () => {
    await access.closeAll();
    await folder.remove();
  });

  it('opens for one user what another one has stopped waiting for', async () => {
    const path = await make('one.pcap', 10);
    const cancel = new AbortController();
    const first = access.acquire(path, cancel.signal);
    const second = access.acquire(path);
    cancel.abort();
    await assert.rejects(first, { name: 'AbortError' });
    const { capture, release } = await second;
    assert.equal(capture.conversations.length, 10);
    release();
  });

  it('opens again what the only user has stopped waiting for', async () => {
    const path = await make('one.pcap', 10);
    const cancel = new AbortController();
    const first = access.acquire(path, cancel.signal);
    cancel.abort();
    await assert.rejects(first, { name: 'AbortError' });
    const { capture, release } = await access.acquire(path);
    assert.equal(capture.conversations.length, 10);
    release();
  });

  it('keeps the last captures indexed, as long as they are small', async () => {
    const small = await make('small.pcap', 10);
    const lease = await access.acquire(small);
    await lease.capture.flush();
    lease.release();
    const again = await access.acquire(small);
    assert.equal(again.capture, lease.capture);
    again.release();
  });

  it('gives up the index of a closed capture that is large, or not read to its end', async () => {
    const large = await make('large.pcap', 5000);
    for (const isWhole of [true, false]) {
      const lease = await access.acquire(large);
      if (isWhole) await lease.capture.flush();
      lease.release();
      const again = await access.acquire(large);
      assert.notEqual(again.capture, lease.capture, `whole: ${isWhole}`);
      await again.capture.flush();
      again.release();
    }
  });

  it('gives up what nobody has used for a while, and nothing sooner', async () => {
    await access.closeAll();
    access = new CaptureAccess({ find: () => undefined }, { maxIdleTime: 1000 });
    const path = await make('small.pcap', 10);
    const lease = await access.acquire(path);
    await lease.capture.flush();
    lease.release();
    const again = await access.acquire(path);
    assert.equal(again.capture, lease.capture);
    // It is in use, so the time that it rested does not count any more.
    await delay(1200);
    const third = await access.acquire(path);
    assert.equal(third.capture, lease.capture);
    again.release();
    third.release();
    // Each use begins the time anew.
    await delay(1200);
    const last = await access.acquire(path);
    assert.notEqual(last.capture, lease.capture);
    last.release();
  });
});
