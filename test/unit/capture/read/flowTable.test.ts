import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FlowRows } from '../../../../src/capture/read/flowRows';
import { FlowTable } from '../../../../src/capture/read/flowTable';
import { Packet } from '../../../../src/capture/read/packet';

function packet(version: 4 | 6, source: number, destination: number): Packet {
  const bytes = version === 4 ? 4 : 16;
  const made = new Packet();
  made.bytes = new Uint8Array(2 * bytes);
  made.view = new DataView(made.bytes.buffer);
  made.ipVersion = version;
  made.destinationAddress = bytes;
  made.view.setUint32(bytes - 4, source);
  made.view.setUint32(2 * bytes - 4, destination);
  return made;
}

/** A table with its rows. */
function make(): { table: FlowTable; add: (...flow: [Packet, number, number, boolean]) => number } {
  const rows = new FlowRows();
  const table = new FlowTable(rows);
  return {
    table,
    add: (packet, sourcePort, destinationPort, isForward) => {
      const row = rows.add();
      const way = table.add(packet, sourcePort, destinationPort, row, isForward);
      assert.deepEqual(way, { flow: row, isForward });
      return row;
    },
  };
}

const end = fc.record({
  address: fc.constantFrom(0, 1, 2, 0x8000_0000, 0xffff_ffff),
  port: fc.constantFrom(0, 1, 0x8000, 0xffff),
});

describe('FlowTable', () => {
  it('finds each flow by its addresses and ports, in both ways, and no other', () => {
    const flow = fc.record({
      version: fc.constantFrom(4 as const, 6 as const),
      one: end,
      other: end,
      isForward: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(flow, { maxLength: 60 }), (flows) => {
        const { table, add } = make();
        const expected = new Map<string, { row: number; forward: string }>();
        const keyOf = ({ version, one, other }: (typeof flows)[number]): string =>
          `${version} ${[one, other]
            .map(({ address, port }) => `${address} ${port}`)
            .sort()
            .join()}`;
        for (const made of flows) {
          const { version, one, other, isForward } = made;
          const row = add(packet(version, one.address, other.address), one.port, other.port, isForward);
          const local = isForward ? one : other;
          expected.set(keyOf(made), { row, forward: `${local.address} ${local.port}` });
        }
        for (const made of flows) {
          const { version, one, other } = made;
          const { row, forward } = expected.get(keyOf(made))!;
          for (const [from, to] of [[one, other] as const, [other, one] as const]) {
            const way = table.find(packet(version, from.address, to.address), from.port, to.port);
            assert.equal(way?.flow, row);
            const isSelf = from.address === to.address && from.port === to.port;
            if (!isSelf) assert.equal(way.isForward, forward === `${from.address} ${from.port}`);
          }
        }
        assert.equal(table.find(packet(4, 3, 0), 0, 0), undefined);
      }),
    );
  });

  it('tells the ways apart', () => {
    const { table, add } = make();
    add(packet(4, 1, 2), 10, 20, false);
    assert.equal(table.find(packet(4, 1, 2), 10, 20)?.isForward, false);
    assert.equal(table.find(packet(4, 2, 1), 20, 10)?.isForward, true);
    assert.equal(table.find(packet(4, 1, 2), 20, 10), undefined);
    // A socket that talks to itself.
    for (const isForward of [true, false]) {
      const self = make();
      self.add(packet(4, 1, 1), 10, 10, isForward);
      assert.equal(self.table.find(packet(4, 1, 1), 10, 10)?.isForward, isForward);
    }
  });

  it('finds each of many flows', () => {
    const { table, add } = make();
    const flows = 20_000;
    for (let i = 0; i < flows; i++) add(packet(4, i, 7), 1, 2, true);
    for (let i = 0; i < flows; i++) assert.equal(table.find(packet(4, 7, i), 2, 1)?.flow, i);
    assert.equal(table.find(packet(4, 7, flows), 2, 1), undefined);
  });
});
