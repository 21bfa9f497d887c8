import assert from 'node:assert/strict';
import { InterfaceTable, MAX_INTERFACES } from '../../../../src/capture/read/interfaceTable';

describe('InterfaceTable', () => {
  it('knows each interface of a section by its number', () => {
    const table = new InterfaceTable();
    for (let i = 0; i < 1000; i++) table.add(i, 2 * i, i % 10, BigInt(-i));
    for (const number of [0, 1, 15, 16, 999, 0, 500]) {
      const { linkType, snapLength, scale } = table.get(number)!;
      assert.deepEqual([linkType, snapLength], [number, 2 * number]);
      assert.equal(scale.absolute(0, 0), BigInt(-number) * 1_000_000_000n);
      assert.equal(scale.absolute(0, 10 ** (number % 10)), BigInt(1 - number) * 1_000_000_000n);
    }
    assert.equal(table.get(1000), undefined);
    assert.equal(table.count, 1000);
    assert.equal(table.get(7), table.get(7), 'its times go on counting from the same place');
  });

  it('forgets those of the section before', () => {
    const table = new InterfaceTable();
    table.add(1, 0, 6, 0n);
    assert.ok(table.get(0));
    table.clear();
    assert.equal(table.get(0), undefined);
    table.add(2, 0, 6, 0n);
    assert.equal(table.get(0)?.linkType, 2);
  });

  it('counts more than it keeps', () => {
    const table = new InterfaceTable();
    for (let i = 0; i <= MAX_INTERFACES; i++) table.add(1, 0, 6, 0n);
    assert.equal(table.count, MAX_INTERFACES + 1);
    assert.ok(table.get(MAX_INTERFACES - 1));
    assert.equal(table.get(MAX_INTERFACES), undefined);
  });
});
