import assert from 'node:assert/strict';
import { exactly } from '../../../../src/bytes/find/bytePattern';
import { PatternMatcher } from '../../../../src/capture/search/patternMatcher';
import { StreamSearch, type StreamMatch } from '../../../../src/capture/search/streamSearch';

const PIECE = new PatternMatcher([exactly(Uint8Array.of(0))]).pieceBytes;

function searchIn(bytes: Buffer, text: string): StreamSearch {
  const read = (offset: number, length: number) => Promise.resolve(bytes.subarray(offset, offset + length));
  return new StreamSearch(read, bytes.length, new PatternMatcher([exactly(Buffer.from(text))]));
}

async function all(search: StreamSearch, milliseconds: number): Promise<StreamMatch[]> {
  const matches: StreamMatch[] = [];
  while (!search.isOver) matches.push(...(await search.step(milliseconds, 1000)));
  return matches;
}

describe('streamSearch', () => {
  it('finds what stands across pieces, and at the end', async () => {
    const bytes = Buffer.alloc(3 * PIECE);
    for (const place of [0, PIECE - 2, bytes.length - 4]) bytes.write('find', place);
    const search = searchIn(bytes, 'find');
    assert.deepEqual(await all(search, 1e9), [
      { offset: 0, length: 4 },
      { offset: PIECE - 2, length: 4 },
      { offset: bytes.length - 4, length: 4 },
    ]);
    assert.equal(search.searched, bytes.length);
  });

  it('goes on in steps, and lets other work have its turn in between', async () => {
    const search = searchIn(Buffer.alloc(3 * PIECE), 'find');
    let turns = 0;
    const count = setInterval(() => turns++, 0);
    const { searched } = search;
    assert.equal(searched, 0);
    await all(search, 0.001);
    clearInterval(count);
    assert.ok(turns > 0);
  });

  it('ends where enough was found', async () => {
    const search = searchIn(Buffer.alloc(100, 'a'), 'a');
    assert.equal((await search.step(1e9, 7)).length, 7);
    assert.ok(search.isOver);
  });

  it('finds nothing in nothing, and fails as reading does', async () => {
    assert.deepEqual(await all(searchIn(Buffer.alloc(0), 'a'), 1e9), []);
    const failing = new StreamSearch(
      () => Promise.reject(new Error('gone')),
      9,
      new PatternMatcher([exactly(Buffer.from('a'))]),
    );
    await assert.rejects(failing.step(1e9, 1), /gone/);
  });
});
