import assert from 'node:assert/strict';
import { timeBytes } from '../../../../src/engine/services/time';
import { Harness } from '../harness';

/** RFC 868's own examples. */
const EXAMPLES: readonly (readonly [string, number])[] = [
  ['1970-01-01T00:00:00Z', 2_208_988_800],
  ['1976-01-01T00:00:00Z', 2_398_291_200],
  ['1980-01-01T00:00:00Z', 2_524_521_600],
  ['1983-05-01T00:00:00Z', 2_629_584_000],
  ['1900-01-01T00:00:01Z', 1],
  ['2036-02-07T06:28:15.999Z', 4_294_967_295],
  ['2036-02-07T06:28:16Z', 0],
];

describe('engine/services/time', () => {
  let harness: Harness;
  beforeEach(() => {
    harness = new Harness({ clock: () => new Date('1980-01-01T00:00:00Z') });
  });
  afterEach(() => harness.dispose());

  for (const [date, seconds] of EXAMPLES) {
    it(`says ${seconds} for ${date}`, () => {
      const bytes = timeBytes(new Date(date));
      assert.equal(bytes.length, 4);
      assert.equal(Buffer.from(bytes).readUInt32BE(), seconds);
    });
  }

  it('sends 4 bytes over TCP and closes', async () => {
    const { connection, peer } = await harness.accepted('time');
    assert.equal((await peer.rest()).toString('hex'), hexOf(2_524_521_600));
    peer.socket.end();
    await connection.closed;
    assert.equal(connection.state, 'closed');
    assert.equal(connection.endedBy, 'sent');
  });

  it('answers each datagram with one of 4 bytes', async () => {
    for (const asked of ['', 'what time is it?']) {
      assert.equal((await harness.ask('time', asked)).toString('hex'), hexOf(2_524_521_600));
    }
  });
});

const hexOf = (seconds: number): string => seconds.toString(16).padStart(8, '0');
