/** Makes captures as other programs write them. Everything is given in full, so that tests can also make it wrong. */
import { parseIpv4, parseIpv6 } from '../../../src/bytes/ip';
import { BLOCK, BYTE_ORDER_MAGIC, PROTOCOL } from '../../../src/capture/pcapng';

export const LINK = {
  null: 0,
  ethernet: 1,
  raw: 101,
  loop: 108,
  cooked: 113,
  ipv4: 228,
  ipv6: 229,
  cooked2: 276,
} as const;

export interface FileOptions {
  readonly littleEndian?: boolean;
}

export interface PacketOptions {
  /** Nanoseconds since the Unix epoch. */
  readonly time?: bigint;
  /** Bytes on the network, if not all were captured. */
  readonly originalLength?: number;
  readonly interfaceNumber?: number;
  readonly options?: Uint8Array;
}

function u16(value: number, littleEndian = false): Buffer {
  const bytes = Buffer.alloc(2);
  new DataView(bytes.buffer, bytes.byteOffset).setUint16(0, value, littleEndian);
  return bytes;
}

function u32(value: number, littleEndian = false): Buffer {
  const bytes = Buffer.alloc(4);
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(0, value >>> 0, littleEndian);
  return bytes;
}

function padding(length: number): Buffer {
  return Buffer.alloc(-length & 3);
}

/** A pcapng file, block by block. */
export class PcapngFile {
  readonly #parts: Buffer[] = [];
  littleEndian: boolean;

  constructor({ littleEndian = true }: FileOptions = {}) {
    this.littleEndian = littleEndian;
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }

  /** Bytes so far. */
  get length(): number {
    return this.#parts.reduce((sum, part) => sum + part.length, 0);
  }

  raw(bytes: Uint8Array): this {
    this.#parts.push(Buffer.from(bytes));
    return this;
  }

  block(type: number, body: Uint8Array): this {
    const length = u32(12 + body.length + padding(body.length).length, this.littleEndian);
    return this.raw(Buffer.concat([u32(type, this.littleEndian), length, body, padding(body.length), length]));
  }

  section(littleEndian = this.littleEndian): this {
    this.littleEndian = littleEndian;
    const body = [u32(BYTE_ORDER_MAGIC, littleEndian), u16(1, littleEndian), u16(0), Buffer.alloc(8, 0xff)];
    return this.block(BLOCK.sectionHeader, Buffer.concat(body));
  }

  /** @param options See {@link option}. */
  interface(linkType: number, snapLength = 0, options: Uint8Array = new Uint8Array()): this {
    const body = [u16(linkType, this.littleEndian), u16(0), u32(snapLength, this.littleEndian), options];
    return this.block(BLOCK.interfaceDescription, Buffer.concat(body));
  }

  option(code: number, value: Uint8Array): Buffer {
    const { littleEndian } = this;
    return Buffer.concat([u16(code, littleEndian), u16(value.length, littleEndian), value, padding(value.length)]);
  }

  /** An Enhanced Packet Block; `time` in microseconds, the usual resolution. */
  packet(frame: Uint8Array, { time = 0n, originalLength, interfaceNumber = 0, options }: PacketOptions = {}): this {
    return this.ticks(frame, time / 1000n, {
      interfaceNumber,
      ...(originalLength !== undefined && { originalLength }),
      ...(options && { options }),
    });
  }

  /** The same with a time in ticks of the interface's own resolution. */
  ticks(frame: Uint8Array, ticks: bigint, { originalLength, interfaceNumber = 0, options }: PacketOptions = {}): this {
    const { littleEndian } = this;
    const words = [interfaceNumber, Number(ticks >> 32n), Number(ticks & 0xffff_ffffn), frame.length];
    const head = [...words, originalLength ?? frame.length].map((word) => u32(word, littleEndian));
    return this.block(
      BLOCK.enhancedPacket,
      Buffer.concat([...head, frame, padding(frame.length), options ?? Buffer.alloc(0)]),
    );
  }

  simplePacket(frame: Uint8Array): this {
    return this.block(BLOCK.simplePacket, Buffer.concat([u32(frame.length, this.littleEndian), frame]));
  }

  /** A Packet Block, which came before the enhanced one. */
  oldPacket(frame: Uint8Array, { time = 0n, interfaceNumber = 0 }: PacketOptions = {}): this {
    const { littleEndian } = this;
    const ticks = time / 1000n;
    const words = [Number(ticks >> 32n), Number(ticks & 0xffff_ffffn), frame.length, frame.length];
    const head = [u16(interfaceNumber, littleEndian), u16(0), ...words.map((word) => u32(word, littleEndian))];
    return this.block(BLOCK.packet, Buffer.concat([...head, frame]));
  }
}

/** A classic pcap file. */
export class PcapFile {
  readonly #parts: Buffer[];
  readonly #littleEndian: boolean;
  readonly #isNano: boolean;

  constructor(
    linkType: number,
    { littleEndian = true, nanoseconds = false }: FileOptions & { nanoseconds?: boolean } = {},
  ) {
    this.#littleEndian = littleEndian;
    this.#isNano = nanoseconds;
    const magic = u32(nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4, littleEndian);
    const version = [u16(2, littleEndian), u16(4, littleEndian), Buffer.alloc(8)];
    this.#parts = [magic, ...version, u32(262_144, littleEndian), u32(linkType, littleEndian)];
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }

  raw(bytes: Uint8Array): this {
    this.#parts.push(Buffer.from(bytes));
    return this;
  }

  packet(frame: Uint8Array, { time = 0n, originalLength = frame.length }: PacketOptions = {}): this {
    const fraction = Number(time % 1_000_000_000n);
    const words = [
      Number(time / 1_000_000_000n),
      this.#isNano ? fraction : Math.floor(fraction / 1000),
      frame.length,
      originalLength,
    ];
    return this.raw(Buffer.concat([...words.map((word) => u32(word, this.#littleEndian)), frame]));
  }
}

export function ethernet(packet: Uint8Array, ...vlanTypes: number[]): Buffer {
  const tags = vlanTypes.flatMap((type) => [u16(type), u16(42)]);
  return Buffer.concat([Buffer.alloc(12, 2), ...tags, etherType(packet), packet]);
}

export function cooked(packet: Uint8Array): Buffer {
  return Buffer.concat([Buffer.alloc(14), etherType(packet), packet]);
}

export function cooked2(packet: Uint8Array): Buffer {
  return Buffer.concat([etherType(packet), Buffer.alloc(18), packet]);
}

/** BSD loopback: the address family, in the byte order of whatever machine it was. */
export function loopback(packet: Uint8Array, family: number, littleEndian: boolean): Buffer {
  return Buffer.concat([u32(family, littleEndian), packet]);
}

function etherType(packet: Uint8Array): Buffer {
  return u16((packet[0] ?? 0) >> 4 === 6 ? 0x86dd : 0x0800);
}

export interface IpOptions {
  readonly source?: string;
  readonly destination?: string;
  readonly protocol?: number;
  /** Of IPv4: flags and fragment offset. */
  readonly fragment?: number;
  /** What the header says of the length; by default the truth. */
  readonly length?: number;
  /** Of IPv4. */
  readonly ipOptions?: Uint8Array;
}

/** An IP packet; IPv6 when an address is one. Checksums are left zero. */
export function ipPacket(payload: Uint8Array, options: IpOptions = {}): Buffer {
  const { source = '192.0.2.1', destination = '192.0.2.2', protocol = PROTOCOL.tcp } = options;
  const v4 = [source, destination].map((address) => parseIpv4(address));
  if (v4[0] && v4[1]) {
    const extra = options.ipOptions ?? new Uint8Array();
    const headerBytes = 20 + extra.length;
    const length = options.length ?? headerBytes + payload.length;
    const head = [Buffer.of(0x40 | (headerBytes / 4), 0), u16(length), u16(0), u16(options.fragment ?? 0)];
    return Buffer.concat([...head, Buffer.of(64, protocol), u16(0), v4[0], v4[1], extra, payload]);
  }
  const addresses = [parseIpv6(source)!, parseIpv6(destination)!];
  const length = u16(options.length ?? payload.length);
  return Buffer.concat([u32(0x6000_0000), length, Buffer.of(protocol, 64), ...addresses, payload]);
}

export interface TcpOptions {
  readonly from?: number;
  readonly to?: number;
  readonly sequence?: number;
  readonly acknowledgement?: number;
  /** See `TCP_FLAG`. */
  readonly flags?: number;
  /** A multiple of 4 bytes. */
  readonly tcpOptions?: Uint8Array;
}

export function tcp(payload: Uint8Array | string, options: TcpOptions = {}): Buffer {
  const { from = 1000, to = 2000, sequence = 0, acknowledgement = 0, flags = 0x10, tcpOptions } = options;
  const headerBytes = 20 + (tcpOptions?.length ?? 0);
  return Buffer.concat([
    ...[u16(from), u16(to), u32(sequence), u32(acknowledgement), u16(((headerBytes / 4) << 12) | flags)],
    ...[u16(0xffff), u16(0), u16(0), tcpOptions ?? Buffer.alloc(0), Buffer.from(payload)],
  ]);
}

export function udp(payload: Uint8Array | string, from = 1000, to = 2000, length?: number): Buffer {
  const bytes = Buffer.from(payload);
  return Buffer.concat([u16(from), u16(to), u16(length ?? 8 + bytes.length), u16(0), bytes]);
}
