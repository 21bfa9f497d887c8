import type { Draw } from './draw';
import type { Impairments } from './impairments';

/** A byte that a relay has changed. */
export interface ByteChange {
  /** Within the datagram, or within the stream. */
  readonly offset: number;
  readonly from: number;
  readonly to: number;
}

/** What is put in a byte's stead: one bit of it flipped, or any other value. */
function changed(byte: number, way: 'corrupt' | 'garble', draw: Draw, index: number): number {
  const value = draw('value', index);
  return way === 'corrupt' ? byte ^ (1 << Math.floor(value * 8)) : (byte + 1 + Math.floor(value * 255)) & 0xff;
}

interface Changed {
  /** A copy, where anything was changed. */
  readonly bytes: Uint8Array;
  readonly changes: readonly ByteChange[];
}

const NO_CHANGES: readonly never[] = [];

/** One byte of a datagram, where its number has drawn that. */
export function changeDatagram(
  bytes: Uint8Array,
  number: number,
  { corrupt = 0, garble = 0 }: Impairments,
  draw: Draw,
): Changed {
  const isCorrupt = draw('corrupt', number) < corrupt;
  const isGarbled = draw('garble', number) < garble;
  if (bytes.length === 0 || !(isCorrupt || isGarbled)) return { bytes, changes: NO_CHANGES };
  const copy = Uint8Array.from(bytes);
  const offset = Math.floor(draw('place', number) * bytes.length);
  const from = bytes[offset]!;
  const to = changed(from, isGarbled ? 'garble' : 'corrupt', draw, number);
  copy[offset] = to;
  return { bytes: copy, changes: [{ offset, from, to }] };
}

/** Those bytes of a part of a stream whose places have drawn that. */
export function changeStream(
  bytes: Uint8Array,
  start: number,
  { corrupt = 0, garble = 0 }: Impairments,
  draw: Draw,
): Changed {
  if (corrupt === 0 && garble === 0) return { bytes, changes: NO_CHANGES };
  let copy: Uint8Array | undefined;
  const changes: ByteChange[] = [];
  for (let i = 0; i < bytes.length; i++) {
    const offset = start + i;
    const isGarbled = garble > 0 && draw('garble', offset) < garble;
    if (!isGarbled && !(corrupt > 0 && draw('corrupt', offset) < corrupt)) continue;
    const from = bytes[i]!;
    const to = changed(from, isGarbled ? 'garble' : 'corrupt', draw, offset);
    copy ??= Uint8Array.from(bytes);
    copy[i] = to;
    changes.push({ offset, from, to });
  }
  return { bytes: copy ?? bytes, changes };
}
