import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import {
  loadedRows,
  PAGE_ROWS,
  RowCache,
  type FetchRows,
  type LoadedRow,
} from '../../../src/webview/inspector/view/rowCache';
import { answerRows, groundOf } from './ground';

/** A conversation of `rows` rows, and what was fetched of it. */
function source(rowCount: number): {
  fetch: FetchRows<LoadedRow>;
  fetched: [number, number][];
  fail: { with?: Error };
} {
  const { rows } = groundOf([{ direction: 'received', length: 16 * (rowCount - 1) }]);
  const fetched: [number, number][] = [];
  const fail: { with?: Error } = {};
  return {
    fetched,
    fail,
    fetch: (from, to) => {
      fetched.push([from, to]);
      return fail.with ? Promise.reject(fail.with) : Promise.resolve(loadedRows(answerRows(rows, from, to)));
    },
  };
}

const ignore = () => undefined;

describe('RowCache', () => {
  it('fetches whole pages at once, each once, and hands out rows with their bytes', async () => {
    const { fetch, fetched } = source(1000);
    let loads = 0;
    const cache = new RowCache(1000, fetch, () => loads++);
    cache.want(100, 140);
    cache.want(100, 140);
    assert.equal(cache.peek(130), undefined);
    await setImmediate();
    assert.deepEqual(fetched, [[PAGE_ROWS, 3 * PAGE_ROWS]]);
    assert.equal(loads, 1);
    const row = cache.peek(130);
    assert.ok(row?.kind === 'bytes');
    assert.equal(row.offset, 129 * 16);
    assert.deepEqual(
      [...row.bytes],
      Array.from({ length: 16 }, (_, i) => (129 * 16 + i) & 0xff),
    );
  });

  it('fetches only the rows that came since, and shows the others meanwhile', async () => {
    const { fetch, fetched } = source(1000);
    const cache = new RowCache(10, fetch, ignore);
    cache.want(0, 10);
    await setImmediate();
    cache.grow(50);
    cache.want(0, 50);
    assert.ok(cache.peek(9));
    assert.equal(cache.peek(10), undefined);
    await setImmediate();
    assert.ok(cache.peek(49));
    assert.deepEqual(fetched, [
      [0, 10],
      [10, 50],
    ]);
    cache.grow(20);
    assert.equal(cache.rowCount, 50);
  });

  it('asks again for rows that were open, and shows what they were meanwhile', async () => {
    const fetched: [number, number][] = [];
    let open = true;
    const cache = new RowCache<{ readonly open?: true; readonly growth: number }>(
      3,
      (from, to) => {
        fetched.push([from, to]);
        const growth = fetched.length;
        return Promise.resolve(
          Array.from({ length: to - from }, (_, i) => (open && from + i > 0 ? { open, growth } : { growth })),
        );
      },
      ignore,
    );
    cache.want(0, 3);
    await setImmediate();
    cache.want(0, 3);
    await setImmediate();
    assert.deepEqual(fetched, [[0, 3]]);
    cache.grow(3);
    open = false;
    cache.want(0, 3);
    assert.deepEqual(cache.peek(2), { open: true, growth: 1 });
    await setImmediate();
    assert.deepEqual([cache.peek(0), cache.peek(1), cache.peek(2)], [{ growth: 1 }, { growth: 2 }, { growth: 2 }]);
    cache.grow(3);
    cache.want(0, 3);
    await setImmediate();
    assert.deepEqual(fetched, [
      [0, 3],
      [1, 3],
    ]);
  });

  it('has few requests under way, and drops what was wanted in between', async () => {
    const rowCount = 1000 * PAGE_ROWS;
    const fetched: number[] = [];
    const answers: (() => void)[] = [];
    const { fetch } = source(8);
    const cache = new RowCache(
      rowCount,
      async (from) => {
        fetched.push(from / PAGE_ROWS);
        await new Promise<void>((resolve) => answers.push(resolve));
        return fetch(1, 2);
      },
      ignore,
    );
    for (let page = 0; page < 100; page++) cache.want(page * PAGE_ROWS, page * PAGE_ROWS + 1);
    assert.deepEqual(fetched, [0, 1, 2, 3]);
    answers[0]!();
    await setImmediate();
    assert.deepEqual(fetched, [0, 1, 2, 3, 99]);
  });

  it('keeps a bounded number of pages', async () => {
    const { fetch } = source(200 * PAGE_ROWS);
    const cache = new RowCache(200 * PAGE_ROWS, fetch, ignore);
    for (let page = 0; page < 200; page++) await cache.row(page * PAGE_ROWS);
    const kept = Array.from({ length: 200 }, (_, page) => cache.peek(page * PAGE_ROWS)).filter(Boolean);
    assert.equal(kept.length, 32);
    assert.equal(cache.peek(0), undefined);
    assert.ok(cache.peek(199 * PAGE_ROWS));
  });

  it('fetches a page that has begun together with those behind it, and around one that is here', async () => {
    const { fetch, fetched } = source(10 * PAGE_ROWS);
    const cache = new RowCache(PAGE_ROWS / 2, fetch, ignore);
    cache.want(0, 10);
    await setImmediate();
    cache.grow(10 * PAGE_ROWS);
    cache.want(0, 3 * PAGE_ROWS);
    await setImmediate();
    await cache.row(4 * PAGE_ROWS);
    cache.want(0, 6 * PAGE_ROWS);
    await setImmediate();
    assert.deepEqual(fetched, [
      [0, PAGE_ROWS / 2],
      [PAGE_ROWS / 2, 3 * PAGE_ROWS],
      [4 * PAGE_ROWS, 5 * PAGE_ROWS],
      [3 * PAGE_ROWS, 4 * PAGE_ROWS],
      [5 * PAGE_ROWS, 6 * PAGE_ROWS],
    ]);
    for (let row = 1; row < 6 * PAGE_ROWS; row++) {
      const loaded = cache.peek(row);
      assert.equal(loaded?.kind === 'bytes' && loaded.offset, (row - 1) * 16, String(row));
    }
  });

  it('says why wanted rows are missing, does not ask again by itself, and does when told to', async () => {
    const { fetch, fetched, fail } = source(100);
    const cache = new RowCache(100, fetch, ignore);
    fail.with = new Error('The file was removed.');
    cache.want(0, 10);
    await setImmediate();
    cache.want(0, 10);
    assert.equal(cache.failure, 'The file was removed.');
    assert.equal(fetched.length, 1);
    await assert.rejects(cache.row(5), /The file was removed\./);
    delete fail.with;
    cache.retry();
    await setImmediate();
    assert.equal(cache.failure, undefined);
    assert.ok(cache.peek(5));
  });

  it('refuses a row that does not exist', async () => {
    const { fetch } = source(100);
    await assert.rejects(new RowCache(100, fetch, ignore).row(100), { code: 'ROW_MISSING' });
  });
});
