import assert from 'node:assert/strict';
import { quoteOfTheDay } from '../../../../src/engine/services/qotd';
import { failure, Harness } from '../harness';

const DAY = 24 * 60 * 60 * 1000;
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

describe('engine/services/qotd', () => {
  let harness: Harness;
  let now: Date;
  beforeEach(() => {
    now = new Date('2026-11-26T12:00:00Z');
    harness = new Harness({ clock: () => now });
  });
  afterEach(() => harness.dispose());

  it('has one quote a day, each a short line of printable ASCII', () => {
    const quotes = new Set<string>();
    for (let day = -20; day < 20; day++) {
      const quote = text(quoteOfTheDay(new Date(day * DAY)));
      assert.match(quote, /^[\x20-\x7e]{1,509}\r\n$/);
      assert.equal(text(quoteOfTheDay(new Date(day * DAY + DAY - 1))), quote);
      quotes.add(quote);
    }
    assert.ok(quotes.size >= 8);
  });

  it('sends it over TCP and closes, whatever came', async () => {
    const { connection, peer } = await harness.accepted('qotd');
    assert.equal(text(await peer.rest()), text(quoteOfTheDay(now)));
    peer.socket.end();
    await connection.closed;
    assert.equal(connection.endedBy, 'sent');
    assert.equal(connection.error, undefined);
  });

  it('answers each datagram with it', async () => {
    assert.equal(text(await harness.ask('qotd', '')), text(quoteOfTheDay(now)));
  });

  it('takes a text of its user', async () => {
    const quote = Buffer.from('Less is more.\r\n');
    const { peer } = await harness.accepted('qotd', undefined, { quote });
    assert.equal(text(await peer.rest()), 'Less is more.\r\n');
    assert.equal(text(await harness.ask('qotd', '?', { quote })), 'Less is more.\r\n');
  });

  it('takes less than 512 bytes', async () => {
    await harness.listen(undefined, { service: 'qotd', options: { quote: new Uint8Array(511) } });
    const options = { quote: new Uint8Array(512) };
    const error = await failure(harness.listen(undefined, { service: 'qotd', options }));
    assert.equal(error.code, 'SERVICE_OPTION_TOO_LONG');
    assert.match(error.message, /"quote" of the service qotd has 512 bytes, and at most 511/);
  });
});
