/**
 * Numbers of the pcapng format (draft-ietf-opsawg-pcapng), of the classic pcap format (draft-ietf-opsawg-pcap), and of
 * the protocols inside, shared by the writer and the reader.
 */
export const BLOCK = {
  sectionHeader: 0x0a0d0d0a,
  interfaceDescription: 1,
  packet: 2,
  simplePacket: 3,
  enhancedPacket: 6,
} as const;

export const BYTE_ORDER_MAGIC = 0x1a2b3c4d;

export const OPTION = {
  end: 0,
  comment: 1,
  hardware: 2,
  operatingSystem: 3,
  application: 4,
  interfaceName: 2,
  timeResolution: 9,
  timeOffset: 14,
  packetFlags: 2,
} as const;

/** The direction bits of `epb_flags`. */
export const PACKET_FLAGS = { mask: 3, inbound: 1, outbound: 2 } as const;

/** A packet begins with its IPv4 or IPv6 header: LINKTYPE_RAW of https://www.tcpdump.org/linktypes.html. */
export const LINKTYPE_RAW = 101;

/** Block type, total length, interface, time (two words), captured and original length. */
export const PACKET_BLOCK_HEADER_BYTES = 28;

/** What follows a packet that we write: `epb_flags` (code, length, value), end of options, and the block's length again. */
export const PACKET_TRAILER_BYTES = 8 + 4 + 4;

export const IPV4_HEADER_BYTES = 20;
export const IPV6_HEADER_BYTES = 40;
export const TCP_HEADER_BYTES = 20;
export const UDP_HEADER_BYTES = 8;

export const PROTOCOL = {
  tcp: 6,
  udp: 17,
  /** For experiments and tests (RFC 3692): what the recorder has to say besides packets. */
  annotation: 253,
} as const;

export const TCP_FLAG = { fin: 0x01, syn: 0x02, rst: 0x04, psh: 0x08, ack: 0x10 } as const;

/**
 * Most bytes of a chunk in one segment: what an IPv4 packet of 65,535 bytes leaves, rounded down to a multiple of 4, so
 * that only a chunk's last segment needs padding.
 */
export const MAX_SEGMENT_BYTES = 65_492;

/** Rounds up to a multiple of 4, as blocks and options are padded. */
export function padded(length: number): number {
  return length + (-length & 3);
}

/** Bytes of an IP header without options. */
export function ipHeaderBytes(version: 4 | 6): number {
  return version === 4 ? IPV4_HEADER_BYTES : IPV6_HEADER_BYTES;
}
