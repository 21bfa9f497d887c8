import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TCP_FLAG } from '../../../../src/capture/pcapng';
import { ipPacket, LINK, PcapFile, tcp } from '../foreign';
import { problemsOf, readAll, textsOf, withOpened } from '../recording';

const CLIENT = '192.0.2.1';
const SERVER = '192.0.2.2';

/** A segment from client to server, or back. */
interface Segment {
  readonly back?: boolean;
  readonly sequence: number;
  readonly acknowledgement?: number;
  readonly flags?: number;
  readonly text?: string;
  /** Bytes of the text that were captured. */
  readonly captured?: number;
}

const ISN = 1000;

function capture(segments: readonly Segment[]): Buffer {
  const file = new PcapFile(LINK.raw);
  for (const [index, segment] of segments.entries()) {
    const { back = false, sequence, acknowledgement = 0, text = '', captured = text.length } = segment;
    const flags = segment.flags ?? TCP_FLAG.ack;
    const ports = back ? { from: 80, to: 5000 } : { from: 5000, to: 80 };
    const packet = ipPacket(tcp(text, { ...ports, sequence, acknowledgement, flags }), {
      source: back ? SERVER : CLIENT,
      destination: back ? CLIENT : SERVER,
    });
    file.packet(packet.subarray(0, packet.length - text.length + captured), { time: BigInt(index) * 1_000_000n });
  }
  return file.bytes;
}

const HANDSHAKE: readonly Segment[] = [
  { sequence: ISN, flags: TCP_FLAG.syn },
  { back: true, sequence: 5000, acknowledgement: ISN + 1, flags: TCP_FLAG.syn | TCP_FLAG.ack },
  { sequence: ISN + 1, acknowledgement: 5001 },
];

/** Reads the connection, and describes its chunks of the client as text; gaps as their length. */
async function read(...segments: Segment[]) {
  return withOpened(capture(segments), async (opened) => {
    const { log, events, state, initiator } = opened.conversations.at(0)!;
    const chunks: (string | number)[] = [];
    const sent = await readAll(opened, opened.conversations.at(0)!, 'sent');
    for (let chunk = 0; chunk < log.length; chunk++) {
      if (log.direction(chunk) !== 'sent') continue;
      const offset = log.offset(chunk);
      const length = log.byteLength(chunk);
      chunks.push(log.isGap(chunk) ? length : sent.toString('latin1', offset, offset + length));
    }
    return {
      chunks,
      texts: await textsOf(opened),
      events: events.map(({ kind, direction, beforeChunk }) => `${kind} ${direction} ${beforeChunk}`),
      state,
      initiator,
      problems: problemsOf(opened),
      times: Array.from({ length: log.length }, (_, chunk) => log.time(chunk) / 1e6),
    };
  });
}

/** The client's data, at an offset of its stream. */
function data(offset: number, text: string, more: Partial<Segment> = {}): Segment {
  return { sequence: (ISN + 1 + offset) >>> 0, acknowledgement: 5001, text, ...more };
}

/** The server acknowledges up to an offset of the client's stream. */
function acknowledge(offset: number): Segment {
  return { back: true, sequence: 5001, acknowledgement: (ISN + 1 + offset) >>> 0 };
}

describe('TcpStream', () => {
  it('makes chunks of segments, and events of flags', async () => {
    const result = await read(
      ...HANDSHAKE,
      data(0, 'abc'),
      { back: true, sequence: 5001, acknowledgement: ISN + 4, text: 'answer' },
      data(3, 'de', { flags: TCP_FLAG.ack | TCP_FLAG.fin }),
      { back: true, sequence: 5007, acknowledgement: ISN + 7, flags: TCP_FLAG.ack | TCP_FLAG.fin },
    );
    assert.deepEqual(result.texts, [{ sent: 'abcde', received: 'answer' }]);
    assert.deepEqual(result.events, ['open sent 0', 'shutdown sent 3', 'shutdown received 3']);
    assert.equal(result.state, 'closed');
    assert.equal(result.initiator, 'sent');
    assert.deepEqual(result.times, [3, 4, 5]);
  });

  it('drops what was sent again', async () => {
    const { chunks } = await read(
      ...HANDSHAKE,
      data(0, 'abc'),
      data(0, 'abc'),
      data(3, 'def'),
      data(0, 'ab'),
      data(6, 'g'),
    );
    assert.deepEqual(chunks, ['abc', 'def', 'g']);
  });

  it('keeps what it saw first where segments overlap', async () => {
    const { chunks } = await read(...HANDSHAKE, data(0, 'abc'), data(1, 'XXd'), data(3, 'YYY'));
    assert.deepEqual(chunks, ['abc', 'd', 'YY']);
  });

  it('puts segments in order', async () => {
    const { chunks, times } = await read(...HANDSHAKE, data(6, 'ghi'), data(3, 'def'), data(3, 'XXX'), data(0, 'abc'));
    assert.deepEqual(chunks, ['abc', 'def', 'ghi']);
    assert.deepEqual(times, [6, 6, 6], 'they could be read when the first one had come');
  });

  it('marks as a gap what was acknowledged but never seen', async () => {
    const { chunks, texts } = await read(
      ...HANDSHAKE,
      data(0, 'abc'),
      data(6, 'ghi'),
      acknowledge(9),
      data(9, 'jkl'),
      data(3, 'def'),
    );
    assert.deepEqual(chunks, ['abc', 3, 'ghi', 'jkl']);
    assert.equal(texts[0]!.sent, 'abc...ghijkl');
  });

  it('waits for what is missing as long as it was not acknowledged', async () => {
    const { chunks } = await read(
      ...HANDSHAKE,
      data(0, 'abc'),
      data(6, 'ghi'),
      acknowledge(3),
      acknowledge(6),
      data(3, 'def'),
    );
    assert.deepEqual(chunks, ['abc', 'def', 'ghi']);
  });

  it('marks what is still missing at the end', async () => {
    const { chunks, events } = await read(
      ...HANDSHAKE,
      data(6, 'ghi'),
      data(1, 'b', { flags: TCP_FLAG.ack }),
      data(9, '', { flags: TCP_FLAG.fin }),
    );
    assert.deepEqual(chunks, [1, 'b', 4, 'ghi']);
    assert.deepEqual(events, ['open sent 0', 'shutdown sent 4']);
  });

  it('marks what was not captured of a segment', async () => {
    const { chunks } = await read(...HANDSHAKE, data(0, 'abcdef', { captured: 2 }), data(6, 'ghi'), data(3, 'defg'));
    assert.deepEqual(chunks, ['ab', 4, 'ghi']);
  });

  it('reads streams whose sequence numbers wrap around', async () => {
    const start = 2 ** 32 - 3;
    const wrapped = [
      { sequence: start - 1, flags: TCP_FLAG.syn },
      { back: true, sequence: 0, acknowledgement: start, flags: TCP_FLAG.syn | TCP_FLAG.ack },
      { sequence: start, text: 'ab' },
      { sequence: 2, text: 'fg' },
      { sequence: (start + 2) >>> 0, text: 'cde' },
      { sequence: start, text: 'ab' },
    ];
    const { chunks } = await read(...wrapped);
    assert.deepEqual(chunks, ['ab', 'cde', 'fg']);
  });

  it('joins a connection in the middle', async () => {
    const { chunks, events, state } = await read(data(100, 'abc'), data(103, 'def'), data(50, 'older'));
    assert.deepEqual(chunks, ['abc', 'def']);
    assert.deepEqual(events, []);
    assert.equal(state, 'open');
  });

  it('knows who dialled by the answer alone', async () => {
    const { initiator, texts, events } = await read(...HANDSHAKE.slice(1), data(0, 'abc'));
    assert.equal(initiator, 'sent');
    assert.deepEqual(texts, [{ sent: 'abc', received: '' }]);
    assert.deepEqual(events, ['open sent 0']);
  });

  it('opens no connection again that it joined in the middle', async () => {
    const { initiator, events, state } = await read(HANDSHAKE[2]!, HANDSHAKE[1]!, data(0, 'abc'));
    assert.deepEqual([initiator, events, state], ['sent', [], 'open']);
  });

  it('shows a refused connection and a reset one', async () => {
    const refused = await read(HANDSHAKE[0]!, { back: true, sequence: 0, flags: TCP_FLAG.rst | TCP_FLAG.ack });
    assert.deepEqual([refused.state, refused.events], ['reset', ['reset received 0']]);
    const reset = await read(...HANDSHAKE, data(0, 'abc'), { sequence: ISN + 4, flags: TCP_FLAG.rst, text: 'why' });
    assert.deepEqual([reset.state, reset.chunks], ['reset', ['abc']]);
    assert.deepEqual(reset.events, ['open sent 0', 'reset sent 1']);
  });

  it('takes each flag once, however often it was sent', async () => {
    const fin = { flags: TCP_FLAG.ack | TCP_FLAG.fin };
    const { events } = await read(HANDSHAKE[0]!, ...HANDSHAKE, HANDSHAKE[1]!, data(0, '', fin), data(0, '', fin));
    assert.deepEqual(events, ['open sent 0', 'shutdown sent 0']);
  });

  it('ignores keep-alives', async () => {
    const { chunks } = await read(...HANDSHAKE, data(0, 'abc'), data(2, ''), data(2, 'X'), data(3, 'def'));
    assert.deepEqual(chunks, ['abc', 'def']);
  });

  it('begins another conversation when the ports are used again', async () => {
    const again: Segment[] = [
      { sequence: 90_000, flags: TCP_FLAG.syn },
      { back: true, sequence: 7000, acknowledgement: 90_001, flags: TCP_FLAG.syn | TCP_FLAG.ack },
      { sequence: 90_001, text: 'second' },
    ];
    const { texts } = await read(...HANDSHAKE, data(0, 'first'), ...again);
    assert.deepEqual(texts, [
      { sent: 'first', received: '' },
      { sent: 'second', received: '' },
    ]);
  });

  it('leaves out what lies far outside of the window', async () => {
    const { chunks, problems } = await read(
      ...HANDSHAKE,
      data(0, 'abc'),
      data(2 ** 30 + 100, 'damaged'),
      data(3, 'def'),
    );
    assert.deepEqual(chunks, ['abc', 'def']);
    assert.deepEqual(problems, ['TCP segments far outside of their window are left out.']);
  });

  it('takes what lies just within the largest window', async () => {
    // Nobody reads such a gap as text.
    const lengths = (offset: number): Promise<unknown> =>
      withOpened(capture([...HANDSHAKE, data(offset, 'last')]), (opened) => {
        const { log } = opened.conversations.at(0)!;
        const chunks = Array.from({ length: log.length }, (_, chunk) => [log.isGap(chunk), log.byteLength(chunk)]);
        return [chunks, problemsOf(opened).length];
      });
    assert.deepEqual(await lengths(2 ** 30), [[[true, 2 ** 30], [false, 4]], 0]); // prettier-ignore
    assert.deepEqual(await lengths(2 ** 30 + 1), [[], 1]);
  });

  it('holds only so many segments', async () => {
    const many = Array.from({ length: 5000 }, (_, index) => data(10 + index, 'x'));
    const { chunks } = await read(...HANDSHAKE, ...many);
    assert.deepEqual(chunks, [10, ...many.map(() => 'x')]);
  });

  it('puts any cut, doubled and shuffled stream together again', async () => {
    const text = Array.from({ length: 60 }, (_, index) => String.fromCharCode(33 + index)).join('');
    const piece = fc.record({ start: fc.nat(text.length - 1), length: fc.integer({ min: 1, max: 20 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 40 }), fc.nat(2 ** 32 - 1), async (pieces, isn) => {
        const first = (isn + 1) >>> 0;
        const segments: Segment[] = [{ sequence: isn, flags: TCP_FLAG.syn }];
        const seen = new Set<number>();
        for (const { start, length } of pieces) {
          const part = text.slice(start, start + length);
          segments.push({ sequence: (first + start) >>> 0, text: part });
          for (let i = 0; i < part.length; i++) seen.add(start + i);
        }
        const { texts } = await read(...segments);
        const last = Math.max(...seen);
        const expected = Array.from(text.slice(0, last + 1), (letter, index) => (seen.has(index) ? letter : '.')).join(
          '',
        );
        assert.equal(texts[0]!.sent, expected);
      }),
      { numRuns: 100 },
    );
  });
});
