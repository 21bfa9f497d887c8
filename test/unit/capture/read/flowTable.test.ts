import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FlowTable } from '../../../../src/capture/read/flowTable';
import { Packet } from '../../../../src/capture/read/packet';

function packet(version: 4 | 6, source: number, destination: number): Packet {
  const bytes = version === 4 ? 4 : 16;
  const made = new Packet();
  made.bytes = new Uint8Array(2 * bytes);
  made.view = new DataView(made.bytes.buffer);
  made.ipVersion = version;
  made.destinationAddress = bytes;
  made.bytes[bytes - 1] = source;
  made.bytes[2 * bytes - 1] = destination;
  return made;
}

const end = fc.record({ address: fc.nat(2), port: fc.constantFrom(0, 1, 0xd800, 0xdc00, 0xffff) });

describe('FlowTable', () => {
  it('finds each flow by its addresses and ports, in both ways, and no other', () => {
    const flow = fc.record({ version: fc.constantFrom(4 as const, 6 as const), one: end, other: end });
    fc.assert(
      fc.property(fc.array(flow, { maxLength: 30 }), (flows) => {
        const table = new FlowTable<string>();
        const keys = flows.map(({ version, one, other }) => {
          const ends = [one, other].map(({ address, port }) => `${address} ${port}`).sort();
          return `${version} ${ends.join(' ')}`;
        });
        for (const [index, { version, one, other }] of flows.entries()) {
          const way = table.add(packet(version, one.address, other.address), one.port, other.port, keys[index]!, true);
          assert.deepEqual(way, { flow: keys[index], isForward: true });
        }
        for (const [index, { version, one, other }] of flows.entries()) {
          assert.equal(
            table.find(packet(version, one.address, other.address), one.port, other.port)?.flow,
            keys[index],
          );
          assert.equal(
            table.find(packet(version, other.address, one.address), other.port, one.port)?.flow,
            keys[index],
          );
        }
        assert.equal(table.find(packet(4, 3, 0), 0, 0), undefined);
      }),
    );
  });

  it('tells the ways apart', () => {
    const table = new FlowTable<string>();
    table.add(packet(4, 1, 2), 10, 20, 'flow', false);
    assert.equal(table.find(packet(4, 1, 2), 10, 20)?.isForward, false);
    assert.equal(table.find(packet(4, 2, 1), 20, 10)?.isForward, true);
    assert.equal(table.find(packet(4, 1, 2), 20, 10), undefined);
    // A socket that talks to itself.
    table.add(packet(4, 1, 1), 10, 10, 'self', true);
    assert.equal(table.find(packet(4, 1, 1), 10, 10)?.isForward, true);
  });
});
