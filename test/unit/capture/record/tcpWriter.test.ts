import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { makeIpFlow } from '../../../../src/capture/ipFlow';
import { MAX_SEGMENT_BYTES, TCP_FLAG } from '../../../../src/capture/pcapng';
import { TcpWriter } from '../../../../src/capture/record/tcpWriter';
import { ip, makeTestStore, type TestStore } from '../recording';

interface Segment {
  readonly from: number;
  readonly sequence: number;
  readonly acknowledgement: number;
  readonly flags: string;
  readonly length: number;
  /** `epb_flags`: 1 inbound, 2 outbound. */
  readonly direction: number;
}

const FLAG_LETTERS = { S: TCP_FLAG.syn, F: TCP_FLAG.fin, R: TCP_FLAG.rst, P: TCP_FLAG.psh, '.': TCP_FLAG.ack };

/** Reads the IPv4 TCP segments of a capture, knowing exactly how the recorder writes them. */
async function segmentsOf(path: string): Promise<Segment[]> {
  const bytes = await readFile(path);
  const segments: Segment[] = [];
  for (let at = 0; at < bytes.length; at += bytes.readUInt32LE(at + 4)) {
    const [ipStart, tcpStart] = [at + 28, at + 48];
    if (bytes.readUInt32LE(at) !== 6 || bytes[ipStart + 9] !== 6) continue;
    const headerBytes = (bytes[tcpStart + 12]! >> 4) * 4;
    const flags = bytes[tcpStart + 13]!;
    segments.push({
      from: bytes.readUInt16BE(tcpStart),
      sequence: bytes.readUInt32BE(tcpStart + 4),
      acknowledgement: bytes.readUInt32BE(tcpStart + 8),
      flags: Object.entries(FLAG_LETTERS)
        .flatMap(([letter, flag]) => ((flags & flag) === 0 ? [] : [letter]))
        .join(''),
      length: bytes.readUInt16BE(ipStart + 2) - 20 - headerBytes,
      direction: bytes.readUInt32LE(at + bytes.readUInt32LE(at + 4) - 12),
    });
  }
  return segments;
}

describe('TcpWriter', () => {
  let test: TestStore;

  beforeEach(async () => {
    test = await makeTestStore();
  });

  afterEach(() => test.remove());

  async function write(use: (writer: TcpWriter) => void, initialSequence = 0): Promise<Segment[]> {
    const { recording, capture, path } = test.begin();
    use(new TcpWriter(capture.packets, makeIpFlow(ip('127.0.0.1', 1), ip('127.0.0.1', 2)), 'sent', initialSequence));
    capture.endBlock();
    await recording.close();
    return segmentsOf(path);
  }

  function brief(segments: readonly Segment[]): string[] {
    return segments.map((one) => `${one.from} ${one.flags} ${one.sequence} ${one.acknowledgement} ${one.length}`);
  }

  it('opens, talks and closes as TCP does', async () => {
    const segments = await write((writer) => {
      writer.open(0);
      writer.open(0);
      writer.chunk('sent', Buffer.from('hello'), 0);
      writer.chunk('received', Buffer.from('hi'), 0);
      writer.finish('received', 0);
      writer.chunk('sent', Buffer.from('bye'), 0);
      writer.finish('sent', 0);
      writer.finish('sent', 0);
    });
    assert.deepEqual(brief(segments), [
      '1 S 0 0 0',
      '2 S. 0 1 0',
      '1 . 1 1 0',
      '1 P. 1 1 5',
      '2 P. 1 6 2',
      '2 F. 3 6 0',
      '1 P. 6 4 3',
      '1 F. 9 4 0',
      '2 . 4 10 0',
    ]);
    assert.deepEqual(
      segments.map(({ direction }) => direction),
      [2, 1, 2, 2, 1, 1, 2, 2, 1],
    );
  });

  it('cuts chunks into segments, of which only the last has PSH', async () => {
    const segments = await write((writer) => {
      writer.resume();
      writer.chunk('sent', Buffer.alloc(2 * MAX_SEGMENT_BYTES), 0);
      writer.chunk('sent', Buffer.alloc(MAX_SEGMENT_BYTES + 1), 0);
    });
    assert.deepEqual(
      segments.map(({ flags, length }) => [flags, length]),
      [
        ['.', MAX_SEGMENT_BYTES],
        ['P.', MAX_SEGMENT_BYTES],
        ['.', MAX_SEGMENT_BYTES],
        ['P.', 1],
      ],
    );
  });

  it('counts modulo 2^32', async () => {
    const segments = await write(
      (writer) => {
        writer.open(0);
        writer.chunk('sent', Buffer.alloc(10), 0);
        writer.chunk('received', Buffer.alloc(1), 0);
        writer.finish('sent', 0);
      },
      2 ** 32 - 5,
    );
    assert.deepEqual(brief(segments.slice(3)), [
      `1 P. ${2 ** 32 - 4} ${2 ** 32 - 4} 10`,
      `2 P. ${2 ** 32 - 4} 6 1`,
      `1 F. 6 ${2 ** 32 - 3} 0`,
    ]);
  });

  it('acknowledges now and then when only one side talks', async () => {
    const segments = await write((writer) => {
      writer.resume();
      for (let i = 0; i < 100; i++) writer.chunk('sent', Buffer.alloc(10), 0);
    });
    const acknowledged = segments.filter(({ length }) => length === 0);
    assert.deepEqual(brief(acknowledged), ['2 . 0 320 0', '2 . 0 640 0', '2 . 0 960 0']);
    assert.equal(segments.length, 103);
  });

  it('acknowledges what is left out before sequence numbers could be taken for older ones', async () => {
    const gib = 2 ** 30;
    const segments = await write((writer) => {
      writer.resume();
      writer.skip('sent', gib, 0);
      writer.chunk('sent', Buffer.alloc(10), 0);
      writer.skip('sent', 2 * gib, 0);
      writer.chunk('sent', Buffer.alloc(1), 0);
    });
    assert.deepEqual(brief(segments), [
      `1 P. ${gib} 0 10`,
      `2 . 0 ${gib + 10} 0`,
      // Nothing of it was captured.
      `1 P. ${2 * gib + 10 - MAX_SEGMENT_BYTES} 0 ${MAX_SEGMENT_BYTES}`,
      `2 . 0 ${2 * gib + 10} 0`,
      `1 P. ${3 * gib + 10} 0 1`,
    ]);
  });

  it('says nothing more after a reset but bytes that are late', async () => {
    const segments = await write((writer) => {
      writer.resume();
      writer.reset('received', 0);
      writer.reset('sent', 0);
      writer.finish('sent', 0);
      assert.ok(writer.isReset);
      assert.ok(!writer.canFinish('sent'));
    });
    assert.deepEqual(brief(segments), ['2 R. 0 0 0']);
  });

  it('leaves no hole in the sequence for bytes that come after FIN', async () => {
    const segments = await write((writer) => {
      writer.resume();
      writer.finish('sent', 0);
      writer.chunk('sent', Buffer.from('late'), 0);
    });
    assert.deepEqual(brief(segments), ['1 F. 0 0 0', '1 P. 0 0 4']);
  });
});
