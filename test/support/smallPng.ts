/**
 * Makes a browser's screenshot small: of its colours the few that serve best. Pictures of an editor have
 * few colours and many shades of them at the edges of letters, so that nobody sees the difference.
 */
import assert from 'node:assert/strict';
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Bytes of a pixel by PNG's colour types: RGB and RGBA, which are what browsers write. */
const CHANNELS: Readonly<Record<number, number>> = { 2: 3, 6: 4 };

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Three bytes for each pixel; what shone through is lost. */
  readonly rgb: Uint8Array;
}

interface Colour {
  readonly value: number;
  readonly count: number;
}

/** Reads a PNG of 8 bits a channel that is not interlaced. */
export function decodePng(png: Uint8Array): Pixels {
  const file = Buffer.from(png);
  assert.ok(file.subarray(0, 8).equals(SIGNATURE), 'no PNG');
  const parts: Buffer[] = [];
  let header: Buffer | undefined;
  for (let at = 8; at < file.length;) {
    const length = file.readUInt32BE(at);
    const type = file.toString('latin1', at + 4, at + 8);
    const body = file.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') header = body;
    if (type === 'IDAT') parts.push(body);
    at += 12 + length;
  }
  assert.ok(header, 'no header');
  const width = header.readUInt32BE(0);
  const height = header.readUInt32BE(4);
  const [depth, colourType, , , interlaced] = header.subarray(8);
  const channels = CHANNELS[colourType!];
  assert.ok(channels !== undefined && depth === 8 && interlaced === 0, 'another kind of PNG than browsers write');
  const rows = unfilter(inflateSync(Buffer.concat(parts)), width * channels, height, channels);
  const rgb = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 3; channel++) rgb[pixel * 3 + channel] = rows[pixel * channels + channel]!;
  }
  return { width, height, rgb };
}

/** PNG, section 9: each row was written as its difference from what stands left and above. */
function unfilter(filtered: Uint8Array, stride: number, height: number, channels: number): Uint8Array {
  const rows = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = filtered[y * (stride + 1)]!;
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const left = x < channels ? 0 : rows[at - channels]!;
      const above = y === 0 ? 0 : rows[at - stride]!;
      const corner = x < channels || y === 0 ? 0 : rows[at - stride - channels]!;
      const predicted = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter]!;
      rows[at] = filtered[y * (stride + 1) + 1 + x]! + predicted;
    }
  }
  return rows;
}

function paeth(left: number, above: number, corner: number): number {
  const estimate = left + above - corner;
  const [toLeft, toAbove, toCorner] = [left, above, corner].map((value) => Math.abs(estimate - value)) as [
    number,
    number,
    number,
  ];
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

/** @param colours At most 256; with 16 a byte holds two pixels. */
export function encodeSmallPng({ width, height, rgb }: Pixels, colours: number): Uint8Array {
  const counts = new Map<number, number>();
  const valueAt = (pixel: number): number => (rgb[pixel * 3]! << 16) | (rgb[pixel * 3 + 1]! << 8) | rgb[pixel * 3 + 2]!;
  for (let pixel = 0; pixel < width * height; pixel++) {
    const value = valueAt(pixel);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const palette = choosePalette(
    Array.from(counts, ([value, count]) => ({ value, count })),
    colours,
  );
  const nearest = new Map(Array.from(counts.keys(), (value) => [value, nearestOf(palette, value)]));
  const perByte = palette.length <= 16 ? 2 : 1;
  const stride = 1 + Math.ceil(width / perByte);
  const rows = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const index = nearest.get(valueAt(y * width + x))!;
      const isLeft = perByte === 2 && x % 2 === 0;
      rows[y * stride + 1 + Math.floor(x / perByte)]! |= isLeft ? index << 4 : index;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8 / perByte, 3, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Uint8Array.from(palette.flatMap(channelsOf))),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', new Uint8Array()),
  ]);
}

function chunk(type: string, body: Uint8Array): Uint8Array {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const around = Buffer.alloc(8);
  around.writeUInt32BE(body.length, 0);
  around.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([around.subarray(0, 4), named, around.subarray(4)]);
}

const channelsOf = (value: number): [number, number, number] => [value >> 16, (value >> 8) & 0xff, value & 0xff];

/** Median cut: the box of colours that is widest, by how many pixels it has, is cut in two until there are enough. */
function choosePalette(all: readonly Colour[], size: number): number[] {
  const boxes: Colour[][] = [[...all]];
  while (boxes.length < size) {
    const widths = boxes.map(widestChannel);
    const costs = widths.map(({ width }, index) => width * Math.sqrt(weightOf(boxes[index]!)));
    const cut = costs.indexOf(Math.max(...costs));
    if (widths[cut]!.width === 0) break;
    const { channel } = widths[cut]!;
    const sorted = boxes[cut]!.toSorted((a, b) => channelsOf(a.value)[channel]! - channelsOf(b.value)[channel]!);
    const half = weightOf(sorted) / 2;
    let weight = 0;
    let at = 0;
    while (at < sorted.length - 1 && (at === 0 || weight < half)) weight += sorted[at++]!.count;
    boxes.splice(cut, 1, sorted.slice(0, at), sorted.slice(at));
  }
  return boxes.map(colourFor);
}

/** What most of its pixels have, so that backgrounds stay exactly what they are; otherwise the mean. */
function colourFor(box: readonly Colour[]): number {
  const weight = weightOf(box);
  const most = box.reduce((a, b) => (b.count > a.count ? b : a));
  if (most.count * 2 >= weight) return most.value;
  const mean = ([0, 1, 2] as const).map((channel) =>
    Math.round(box.reduce((sum, { value, count }) => sum + channelsOf(value)[channel] * count, 0) / weight),
  ) as [number, number, number];
  return (mean[0] << 16) | (mean[1] << 8) | mean[2];
}

const weightOf = (box: readonly Colour[]): number => box.reduce((sum, { count }) => sum + count, 0);

function widestChannel(box: readonly Colour[]): { readonly channel: number; readonly width: number } {
  const widths = [0, 1, 2].map((channel) => {
    const values = box.map(({ value }) => channelsOf(value)[channel]!);
    return values.reduce((a, b) => Math.max(a, b)) - values.reduce((a, b) => Math.min(a, b));
  });
  const width = Math.max(...widths);
  return { channel: widths.indexOf(width), width };
}

function nearestOf(palette: readonly number[], value: number): number {
  const [red, green, blue] = channelsOf(value);
  let best = 0;
  let least = Infinity;
  for (const [index, each] of palette.entries()) {
    const [r, g, b] = channelsOf(each);
    const distance = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
    if (distance < least) [best, least] = [index, distance];
  }
  return best;
}
