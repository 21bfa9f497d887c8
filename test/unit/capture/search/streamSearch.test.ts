import assert from 'node:assert/strict';
import fc from 'fast-check';
import { exactly } from '../../../../src/bytes/find/maskedPattern';
import type { StreamPieces } from '../../../../src/capture/readPieces';
import { PatternMatcher } from '../../../../src/capture/search/patternMatcher';
import type { StreamMatcher } from '../../../../src/capture/search/streamMatcher';
import { StreamSearch, type SearchedStream } from '../../../../src/capture/search/streamSearch';
import { RegexStreamMatcher } from '../../../../src/capture/search/regexMatcher';

const PIECE = 1000;
type Found = [offset: number, length: number];

/** A stream in memory that comes in pieces; counts how often it is read, and how often reading has ended. */
class FakeStream implements SearchedStream {
  grows = false;
  opened = 0;
  ended = 0;

  constructor(
    public bytes: Buffer,
    readonly pieceBytes = PIECE,
  ) {}

  get length(): number {
    return this.bytes.length;
  }

  async *pieces(start: number, end: number): StreamPieces {
    this.opened++;
    try {
      for (let offset = start; offset < end; offset += this.pieceBytes) {
        const bytes = this.bytes.subarray(offset, Math.min(end, offset + this.pieceBytes));
        yield await Promise.resolve([{ offset, length: bytes.length, bytes }]);
      }
    } finally {
      this.ended++;
    }
  }
}

const searchIn = (stream: SearchedStream, text: string): StreamSearch =>
  new StreamSearch(stream, new PatternMatcher([exactly(Buffer.from(text))]));

async function all(search: StreamSearch, milliseconds = Infinity, limit = Infinity): Promise<Found[]> {
  const found: Found[] = [];
  while (!search.isIdle) {
    await search.step(milliseconds, (offset, length) => found.push([offset, length]) < limit);
  }
  return found;
}

describe('streamSearch', () => {
  it('finds what stands across pieces, and at the end', async () => {
    const stream = new FakeStream(Buffer.alloc(3 * PIECE));
    for (const place of [0, PIECE - 2, stream.length - 4]) stream.bytes.write('find', place);
    const search = searchIn(stream, 'find');
    assert.deepEqual(await all(search), [
      [0, 4],
      [PIECE - 2, 4],
      [stream.length - 4, 4],
    ]);
    assert.equal(search.searched, stream.length);
    assert.deepEqual([stream.opened, stream.ended], [1, 1]);
  });

  it('goes on in steps through one reading, and lets other work have its turn in between', async () => {
    const stream = new FakeStream(Buffer.alloc(3 * PIECE));
    const search = searchIn(stream, 'find');
    const progress: number[] = [];
    while (!search.isIdle) {
      await search.step(0, () => true);
      progress.push(search.searched);
    }
    assert.deepEqual(progress.slice(0, 3), [PIECE, 2 * PIECE, 3 * PIECE]);
    assert.equal(stream.opened, 1);
  });

  it('goes on with the part where a step ended, in the midst of a piece', async () => {
    const turns: string[] = [];
    const matcher: StreamMatcher = {
      pieceBytes: 400,
      *push(piece, onMatch) {
        for (const turn of ['begins', 'goes on', 'ends']) {
          turns.push(`${piece.length} ${turn}`);
          if (turn !== 'ends') yield;
        }
        return onMatch(0, 1);
      },
      *skip() {
        yield;
        return true;
      },
      *end() {
        yield;
        return true;
      },
      restart: () => undefined,
    };
    const stream = new FakeStream(Buffer.alloc(PIECE));
    const search = new StreamSearch(stream, matcher);
    const progress: number[] = [];
    let found = 0;
    while (!search.isIdle) {
      await search.step(0, () => ++found > 0);
      progress.push(search.searched);
    }
    assert.deepEqual(progress.slice(0, 9), [0, 0, 400, 400, 400, 800, 800, 800, PIECE]);
    assert.deepEqual(turns.slice(2, 5), ['400 ends', '400 begins', '400 goes on']);
    assert.deepEqual([found, turns.length, stream.opened], [3, 9, 1]);
  });

  it('goes on when the stream has grown, and finds what stands across its former end', async () => {
    const stream = new FakeStream(Buffer.from('one fi'));
    stream.grows = true;
    const search = searchIn(stream, 'find');
    assert.deepEqual(await all(search), []);
    assert.ok(search.isIdle);
    assert.deepEqual([stream.opened, stream.ended], [1, 1], 'nothing is being read while there is nothing to read');
    stream.bytes = Buffer.from('one find, two find');
    assert.ok(!search.isIdle);
    assert.deepEqual(await all(search), [
      [4, 4],
      [14, 4],
    ]);
    stream.grows = false;
    assert.ok(!search.isIdle, 'what is open at its end is to be decided');
    assert.deepEqual(await all(search), []);
    assert.ok(search.isIdle);
  });

  it('finds nothing over what is missing', async () => {
    const parts = [Buffer.from('fi'), 7, Buffer.from('nd find'), 3, Buffer.from('find')];
    const length = 2 + 7 + 7 + 3 + 4;
    const stream: SearchedStream = {
      length,
      grows: false,
      async *pieces() {
        let offset = 0;
        for (const part of parts) {
          const size = typeof part === 'number' ? part : part.length;
          yield await Promise.resolve([{ offset, length: size, bytes: typeof part === 'number' ? undefined : part }]);
          offset += size;
        }
      },
    };
    assert.deepEqual(await all(searchIn(stream, 'find')), [
      [12, 4],
      [19, 4],
    ]);
  });

  it('searches each datagram by itself, however the bytes come', async () => {
    const someBytes = fc.uint8Array({ min: 0x61, max: 0x62, minLength: 1, maxLength: 6 });
    const patterns = ['a', 'ab', 'bab', '^a', '^b+', 'a+$', 'ab*'];
    await fc.assert(
      fc.asyncProperty(
        fc.array(someBytes, { maxLength: 6 }),
        fc.constantFrom(...patterns),
        fc.integer({ min: 1, max: 9 }),
        async (datagrams, source, pieceBytes) => {
          const stream = new FakeStream(Buffer.concat(datagrams), pieceBytes);
          const ends = datagrams.map((_, i) => Buffer.concat(datagrams.slice(0, i + 1)).length);
          const searched = Object.assign(stream, { datagramEnd: (at: number) => ends.find((end) => end > at) ?? NaN });
          const expected = datagrams.flatMap((datagram, i) => {
            const begin = ends[i]! - datagram.length;
            return Array.from(
              Buffer.from(datagram).toString('latin1').matchAll(new RegExp(source, 'g')),
              (match): Found => [begin + match.index, match[0].length],
            );
          });
          const matchers: StreamMatcher[] = [new RegexStreamMatcher(source, true)];
          if (/^\w+$/.test(source)) matchers.push(new PatternMatcher([exactly(Buffer.from(source))]));
          for (const matcher of matchers) {
            assert.deepEqual(await all(new StreamSearch(searched, matcher)), expected);
          }
        },
      ),
    );
  });

  it('ends in the datagram where enough was found', async () => {
    const stream = new FakeStream(Buffer.alloc(9, 'a'));
    const datagrams = Object.assign(stream, { datagramEnd: (at: number) => at + 3 - (at % 3) });
    const search = searchIn(datagrams, 'a');
    assert.equal((await all(search, Infinity, 5)).length, 5);
    assert.ok(search.isIdle);
  });

  it('ends where enough was found, and reads no further', async () => {
    const stream = new FakeStream(Buffer.alloc(9 * PIECE, 'a'));
    const search = searchIn(stream, 'a');
    assert.equal((await all(search, Infinity, 7)).length, 7);
    assert.ok(search.isIdle);
    assert.deepEqual([stream.opened, stream.ended], [1, 1]);
  });

  it('gives up reading while it rests, and begins there anew', async () => {
    const stream = new FakeStream(Buffer.alloc(3 * PIECE));
    stream.bytes.write('find', PIECE - 2);
    const search = searchIn(stream, 'find');
    await search.step(0, () => true);
    assert.equal(stream.ended, 0);
    await search.rest();
    assert.equal(stream.ended, 1);
    assert.deepEqual(await all(search), [[PIECE - 2, 4]]);
    assert.equal(stream.opened, 2);
  });

  it('finds nothing in nothing, and fails as reading does', async () => {
    assert.deepEqual(await all(searchIn(new FakeStream(Buffer.alloc(0)), 'a')), []);
    const failing: SearchedStream = {
      length: 9,
      grows: false,
      // eslint-disable-next-line require-yield -- it fails before there is anything to yield
      async *pieces() {
        await Promise.reject(new Error('gone'));
      },
    };
    const search = searchIn(failing, 'a');
    await assert.rejects(all(search), /gone/);
    await assert.rejects(all(search), /gone/);
  });
});
