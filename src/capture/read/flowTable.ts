import type { Packet } from './packet';

/** One way of a flow: the way of the packets that look it up. */
export interface FlowWay<T> {
  readonly flow: T;
  /** Whether the packets go the way that was called forward when the flow was added. */
  readonly isForward: boolean;
}

/** Finds what belongs to a packet's addresses and ports, whichever way the packet goes. */
export class FlowTable<T> {
  readonly #ways = new Map<string, FlowWay<T>>();

  find(packet: Packet, sourcePort: number, destinationPort: number): FlowWay<T> | undefined {
    return this.#ways.get(keyOf(packet, sourcePort, destinationPort, true));
  }

  /**
   * Adds a flow, or puts it in place of the one that has these addresses and ports. Returns the packet's way.
   *
   * @param isForward The packet goes the flow's forward way.
   */
  add(packet: Packet, sourcePort: number, destinationPort: number, flow: T, isForward: boolean): FlowWay<T> {
    const way = { flow, isForward };
    // First the way back: both ways are the same when a socket talks to itself.
    this.#ways.set(keyOf(packet, sourcePort, destinationPort, false), { flow, isForward: !isForward });
    this.#ways.set(keyOf(packet, sourcePort, destinationPort, true), way);
    return way;
  }
}

/** The addresses' and ports' 16-bit words as the characters of a string: quick to make, and hashed by the engine. */
function keyOf(packet: Packet, sourcePort: number, destinationPort: number, isForward: boolean): string {
  const from = isForward ? packet.sourceAddress : packet.destinationAddress;
  const to = isForward ? packet.destinationAddress : packet.sourceAddress;
  const fromPort = isForward ? sourcePort : destinationPort;
  const toPort = isForward ? destinationPort : sourcePort;
  const { view } = packet;
  const word = (at: number): number => view.getUint16(at);
  if (packet.ipVersion === 4) {
    return String.fromCharCode(fromPort, toPort, word(from), word(from + 2), word(to), word(to + 2));
  }
  return (
    String.fromCharCode(fromPort, toPort) +
    String.fromCharCode(
      word(from),
      word(from + 2),
      word(from + 4),
      word(from + 6),
      word(from + 8),
      word(from + 10),
      word(from + 12),
      word(from + 14),
    ) +
    String.fromCharCode(
      word(to),
      word(to + 2),
      word(to + 4),
      word(to + 6),
      word(to + 8),
      word(to + 10),
      word(to + 12),
      word(to + 14),
    )
  );
}
