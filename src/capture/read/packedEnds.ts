import type { SocketAddress } from '../../engine/address/socketAddress';

/** Both ends of a conversation; a datagram socket has no remote one. */
export interface ConversationEnds {
  readonly local: SocketAddress;
  readonly remote: SocketAddress | undefined;
}

const KIND = { none: 0, ip: 1, unix: 2, pipe: 3 } as const;
/** Kind, port, and the text's length. */
const HEAD_BYTES = 5;

/** Both ends as bytes: each its kind, its port, and its address or path in UTF-16 with the length before, in network order. */
export function packEnds({ local, remote }: ConversationEnds): Uint8Array {
  const ends = [local, remote].map((end) => ({ end, text: textOf(end) }));
  const bytes = new Uint8Array(ends.reduce((sum, { text }) => sum + HEAD_BYTES + 2 * text.length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const { end, text } of ends) {
    view.setUint8(at, end === undefined ? KIND.none : KIND[end.family]);
    view.setUint16(at + 1, end?.family === 'ip' ? end.port : 0);
    view.setUint16(at + 3, text.length);
    at += HEAD_BYTES;
    for (let i = 0; i < text.length; i++, at += 2) view.setUint16(at, text.charCodeAt(i));
  }
  return bytes;
}

/** Both ends, as they were packed at `start`. */
export function unpackEnds(bytes: Uint8Array, start: number): ConversationEnds {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lengthOf = (at: number): number => HEAD_BYTES + 2 * view.getUint16(at + 3);
  const second = start + lengthOf(start);
  // The local one is always there.
  return { local: endAt(view, start)!, remote: endAt(view, second) };
}

function endAt(view: DataView, at: number): SocketAddress | undefined {
  const kind = view.getUint8(at);
  if (kind === KIND.none) return undefined;
  const units = Array.from({ length: view.getUint16(at + 3) }, (_, i) => view.getUint16(at + HEAD_BYTES + 2 * i));
  const text = String.fromCharCode(...units);
  if (kind === KIND.ip) return { family: 'ip', address: text, port: view.getUint16(at + 1) };
  return { family: kind === KIND.pipe ? 'pipe' : 'unix', path: text };
}

function textOf(end: SocketAddress | undefined): string {
  if (end === undefined) return '';
  return end.family === 'ip' ? end.address : end.path;
}
