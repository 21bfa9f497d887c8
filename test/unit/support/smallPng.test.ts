import assert from 'node:assert/strict';
import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { decodePng, encodeSmallPng } from '../../support/smallPng';

/** A PNG of rows that are filtered already, each behind its filter's number. */
function pngOf(width: number, height: number, colourType: number, rows: readonly number[]): Uint8Array {
  const chunk = (type: string, body: Uint8Array): Uint8Array => {
    const named = Buffer.concat([Buffer.from(type), body]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(body.length);
    sum.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, sum]);
  };
  const header = Uint8Array.of(0, 0, 0, width, 0, 0, 0, height, 8, colourType, 0, 0, 0);
  const data = deflateSync(Uint8Array.from(rows));
  const [first, second] = [data.subarray(0, 3), data.subarray(3)];
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    ...[chunk('IHDR', header), chunk('IDAT', first), chunk('IDAT', second), chunk('IEND', new Uint8Array())],
  ]);
}

describe('small PNGs', () => {
  it('are read with each filter, and without what shines through', () => {
    const rows = [
      ...[0, 10, 20, 30, 11, 21, 31], // as they are
      ...[1, 40, 50, 60, 1, 1, 1], // less what stands left
      ...[2, 1, 1, 1, 1, 1, 1], // less what stands above
      ...[3, 0, 0, 0, 0, 0, 0], // less the mean of both
      ...[4, 1, 0, 0, 0, 1, 0], // less the nearest of three
    ];
    const { width, height, rgb } = decodePng(pngOf(2, 5, 2, rows));
    assert.deepEqual([width, height], [2, 5]);
    assert.deepEqual(
      [...rgb],
      [
        ...[10, 20, 30, 11, 21, 31],
        ...[40, 50, 60, 41, 51, 61],
        ...[41, 51, 61, 42, 52, 62],
        ...[20, 25, 30, 31, 38, 46],
        ...[21, 25, 30, 31, 39, 46],
      ],
    );
    const clear = decodePng(pngOf(1, 1, 6, [0, 1, 2, 3, 128]));
    assert.deepEqual([...clear.rgb], [1, 2, 3]);
  });

  for (const colours of [8, 32]) {
    it(`have at most ${colours} colours, and keep those of most pixels`, () => {
      const shades = Array.from({ length: 250 }, (_, shade) => [shade, shade, shade]);
      const background = Array.from({ length: 750 }, () => [31, 31, 31]);
      const rgb = Uint8Array.from([...background, ...shades].flat());
      const png = Buffer.from(encodeSmallPng({ width: 100, height: 10, rgb }, colours));
      const palette = png.subarray(png.indexOf('PLTE') + 4).subarray(0, png.readUInt32BE(png.indexOf('PLTE') - 4));
      assert.ok(palette.length <= colours * 3);
      const data = png.subarray(png.indexOf('IDAT') + 4).subarray(0, png.readUInt32BE(png.indexOf('IDAT') - 4));
      const rows = inflateSync(data);
      const colourAt = (x: number, y: number): number[] => {
        // Sixteen colours are two pixels a byte, the left one in its upper half.
        const index =
          colours > 16 ? rows[y * 101 + 1 + x]! : (rows[y * 51 + 1 + (x >> 1)]! >> (x % 2 === 0 ? 4 : 0)) & 15;
        return [...palette.subarray(index * 3, index * 3 + 3)];
      };
      assert.deepEqual(colourAt(0, 0), [31, 31, 31]);
      for (const shade of [0, 100, 249]) {
        const [near] = colourAt((750 + shade) % 100, Math.floor((750 + shade) / 100));
        assert.ok(Math.abs(near! - shade) < 320 / colours, `${shade}: ${near}`);
      }
    });
  }

  it('refuse what no browser writes', () => {
    assert.throws(() => decodePng(Uint8Array.of(1, 2, 3)), /no PNG/);
    assert.throws(() => decodePng(pngOf(1, 1, 3, [0, 1])), /another kind/);
  });
});
