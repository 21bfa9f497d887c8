/** Makes captures as other programs write them. Everything is given in full, so that tests can also make it wrong. */
import { parseIpv4, parseIpv6 } from '../../../src/bytes/ip';
import { BLOCK, BYTE_ORDER_MAGIC, PROTOCOL } from '../../../src/capture/pcapng';

export const LINK = {
  null: 0,
  ethernet: 1,
  ppp: 9,
  pppHdlc: 50,
  pppEther: 51,
  raw: 101,
  loop: 108,
  ciscoHdlc: 104,
  cooked: 113,
  pppWithDirection: 204,
  ipv4: 228,
  ipv6: 229,
  nflog: 239,
  ipoib: 242,
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
  /** Of IPv4. */
  readonly identification?: number;
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
    const head = [
      Buffer.of(0x40 | (headerBytes / 4), 0),
      u16(length),
      u16(options.identification ?? 0),
      u16(options.fragment ?? 0),
    ];
    return Buffer.concat([...head, Buffer.of(64, protocol), u16(0), v4[0], v4[1], extra, payload]);
  }
  const addresses = [parseIpv6(source)!, parseIpv6(destination)!];
  const length = u16(options.length ?? payload.length);
  return Buffer.concat([u32(0x6000_0000), length, Buffer.of(protocol, 64), ...addresses, payload]);
}

/** An IP packet in fragments whose payloads have `size` bytes, a multiple of 8. IPv6 when an address is one. */
export function fragments(
  payload: Uint8Array,
  size: number,
  options: IpOptions & { identification: number },
): Buffer[] {
  const { identification, protocol = PROTOCOL.tcp } = options;
  const isIpv6 = options.source?.includes(':') ?? false;
  const all: Buffer[] = [];
  for (let at = 0; at < payload.length; at += size) {
    const part = payload.subarray(at, at + size);
    const hasMore = at + size < payload.length;
    if (isIpv6) {
      const header = [Buffer.of(protocol, 0), u16(at | (hasMore ? 1 : 0)), u32(identification)];
      all.push(ipPacket(Buffer.concat([...header, part]), { ...options, protocol: 44 }));
    } else {
      all.push(ipPacket(part, { ...options, fragment: at / 8 + (hasMore ? 0x2000 : 0) }));
    }
  }
  return all;
}

/** RFC 3032: labels before an IP packet, the last with the bottom-of-stack bit. */
export function mpls(packet: Uint8Array, labels = 2): Buffer {
  const all = Array.from({ length: labels }, (_, i) => u32(((100 + i) << 12) | (i + 1 === labels ? 0x100 : 0) | 64));
  return Buffer.concat([...all, packet]);
}

/** RFC 1661: the protocol before a packet. */
export function ppp(packet: Uint8Array, protocol = (packet[0] ?? 0) >> 4 === 6 ? 0x57 : 0x21): Buffer {
  return Buffer.concat([u16(protocol), packet]);
}

/** RFC 2516: a session's header before what PPP says. */
export function pppoe(payload: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(0x11, 0), u16(1), u16(payload.length), payload]);
}

/** A frame of another EtherType than IP's. */
export function etherFrame(type: number, payload: Uint8Array): Buffer {
  return Buffer.concat([Buffer.alloc(12, 2), u16(type), payload]);
}

/** What Linux logs of a packet: a prefix of odd length, then the packet. */
export function nflog(packet: Uint8Array, littleEndian = true): Buffer {
  const field = (type: number, value: Uint8Array): Buffer =>
    Buffer.concat([u16(4 + value.length, littleEndian), u16(type, littleEndian), value, padding(value.length)]);
  const family = (packet[0] ?? 0) >> 4 === 6 ? 10 : 2;
  return Buffer.concat([Buffer.of(family, 0, 0, 0), field(10, Buffer.from('odd')), field(9, packet)]);
}

/** IP over InfiniBand behind a global routing header. */
export function ipoib(packet: Uint8Array): Buffer {
  return Buffer.concat([Buffer.alloc(40), etherType(packet), u16(0), packet]);
}

export interface TcpOptions {
  readonly from?: number;
  readonly to?: number;
  readonly sequence?: number;
  readonly acknowledgement?: number;
  /** See `TCP_FLAG`. */
  readonly flags?: number;
  readonly window?: number;
  /** A multiple of 4 bytes. */
  readonly tcpOptions?: Uint8Array;
}

export function tcp(payload: Uint8Array | string, options: TcpOptions = {}): Buffer {
  const {
    from = 1000,
    to = 2000,
    sequence = 0,
    acknowledgement = 0,
    flags = 0x10,
    tcpOptions,
    window = 0xffff,
  } = options;
  const headerBytes = 20 + (tcpOptions?.length ?? 0);
  return Buffer.concat([
    ...[u16(from), u16(to), u32(sequence), u32(acknowledgement), u16(((headerBytes / 4) << 12) | flags)],
    ...[u16(window), u16(0), u16(0), tcpOptions ?? Buffer.alloc(0), Buffer.from(payload)],
  ]);
}

export function udp(payload: Uint8Array | string, from = 1000, to = 2000, length?: number): Buffer {
  const bytes = Buffer.from(payload);
  return Buffer.concat([u16(from), u16(to), u16(length ?? 8 + bytes.length), u16(0), bytes]);
}
