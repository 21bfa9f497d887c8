import type { Template } from '../../base/error';
import { padded } from '../pcapng';
import { CUT_OFF, type Packet } from './packet';

const NOT_IP = 'Frames that do not hold IP are left out.';

/** Takes off a header. Returns why the packet is left out, if it is. */
type LinkDecoder = (packet: Packet) => Template | undefined;

const ETHERTYPE = { ipv4: 0x0800, ipv6: 0x86dd, mpls: 0x8847, mplsUpstream: 0x8848, pppoe: 0x8864 } as const;
/** RFC 1332, 5072, 3032. */
const PPP_PROTOCOL = { ipv4: 0x0021, ipv6: 0x0057, mpls: 0x0281, mplsUpstream: 0x0283 } as const;
/** 802.1Q, 802.1ad and what came before it. */
const VLAN_ETHERTYPES: readonly number[] = [0x8100, 0x88a8, 0x9100];
const MAX_VLAN_TAGS = 4;
const MAX_MPLS_LABELS = 16;
/** Bit of a label that has no other behind it. */
const BOTTOM_OF_STACK = 0x100;
const PPPOE_HEADER_BYTES = 6;
/** `NFULA_PAYLOAD`. */
const NFLOG_PAYLOAD = 9;
const MAX_NFLOG_FIELDS = 64;

/** `AF_INET`, the same everywhere, and the `AF_INET6` of Linux, NetBSD and OpenBSD, FreeBSD, macOS. */
const FAMILY_IPV4 = 2;
const FAMILIES_IPV6: readonly number[] = [10, 24, 28, 30];

/** Link types by number (https://www.tcpdump.org/linktypes.html): each takes off its header before the IP header. */
const DECODERS: ReadonlyMap<number, LinkDecoder> = new Map<number, LinkDecoder>([
  [0, decodeLoopback], // NULL: BSD loopback, in the byte order of the machine
  [1, (packet) => decodeEthertype(packet, 12, 14)],
  [9, decodePpp],
  [12, decodeRaw], // RAW as some systems number it
  [14, decodeRaw],
  [50, decodeHdlc], // PPP or Cisco's protocol in HDLC framing
  [51, decodePppoe],
  [101, decodeRaw],
  [104, decodeHdlc],
  [108, decodeLoopback], // LOOP: OpenBSD loopback, in network order
  [113, (packet) => decodeEthertype(packet, 14, 16)], // Linux cooked
  [204, decodeDirectedPpp],
  [228, decodeRaw], // IPv4
  [229, decodeRaw], // IPv6
  [239, decodeNflog],
  [242, (packet) => decodeEthertype(packet, 40, 44)], // IP over InfiniBand (RFC 4391) behind a global routing header
  [276, (packet) => decodeEthertype(packet, 0, 20)], // Linux cooked, version 2
]);

/** The decoder of a link type; `undefined` for one that is not known here. */
export function linkDecoder(linkType: number): LinkDecoder | undefined {
  return DECODERS.get(linkType);
}

/** @param typeOffset Where the EtherType is. @param headerBytes Where what it describes begins. */
function decodeEthertype(packet: Packet, typeOffset: number, headerBytes: number): Template | undefined {
  const { view, end } = packet;
  if (packet.start + headerBytes > end) return CUT_OFF;
  let type = view.getUint16(packet.start + typeOffset);
  packet.start += headerBytes;
  for (let tags = 0; tags < MAX_VLAN_TAGS && VLAN_ETHERTYPES.includes(type); tags++) {
    if (packet.start + 4 > end) return CUT_OFF;
    type = view.getUint16(packet.start + 2);
    packet.start += 4;
  }
  switch (type) {
    case ETHERTYPE.ipv4:
    case ETHERTYPE.ipv6:
      return undefined;
    case ETHERTYPE.mpls:
    case ETHERTYPE.mplsUpstream:
      return decodeMpls(packet);
    case ETHERTYPE.pppoe:
      return decodePppoe(packet);
    default:
      return NOT_IP;
  }
}

/** RFC 3032: labels do not say what is behind them. IP tells itself by its first four bits. */
function decodeMpls(packet: Packet): Template | undefined {
  const { view, end } = packet;
  for (let labels = 0; labels < MAX_MPLS_LABELS; labels++) {
    if (packet.start + 4 >= end) return CUT_OFF;
    const label = view.getUint32(packet.start);
    packet.start += 4;
    if ((label & BOTTOM_OF_STACK) === 0) continue;
    const version = view.getUint8(packet.start) >> 4;
    return version === 4 || version === 6 ? undefined : NOT_IP;
  }
  return NOT_IP;
}

/** RFC 2516, 4: the session stage. */
function decodePppoe(packet: Packet): Template | undefined {
  const { view, start } = packet;
  if (start + PPPOE_HEADER_BYTES > packet.end) return CUT_OFF;
  const isSession = view.getUint8(start) === 0x11 && view.getUint8(start + 1) === 0;
  packet.start += PPPOE_HEADER_BYTES;
  return isSession ? decodePpp(packet) : NOT_IP;
}

/** RFC 1661, 2, and 1662, 3.1: address and control may be left out, and the protocol shortened to one byte. */
function decodePpp(packet: Packet): Template | undefined {
  const { view, end } = packet;
  if (packet.start + 2 > end) return CUT_OFF;
  if (view.getUint16(packet.start) === 0xff03) packet.start += 2;
  if (packet.start + 2 > end) return CUT_OFF;
  const isShort = (view.getUint8(packet.start) & 1) !== 0;
  const protocol = isShort ? view.getUint8(packet.start) : view.getUint16(packet.start);
  packet.start += isShort ? 1 : 2;
  if (protocol === PPP_PROTOCOL.mpls || protocol === PPP_PROTOCOL.mplsUpstream) return decodeMpls(packet);
  return protocol === PPP_PROTOCOL.ipv4 || protocol === PPP_PROTOCOL.ipv6 ? undefined : NOT_IP;
}

/** PPP (RFC 1662), or with another address Cisco's protocol, which has an EtherType. */
function decodeHdlc(packet: Packet): Template | undefined {
  if (packet.start + 4 > packet.end) return CUT_OFF;
  const address = packet.view.getUint8(packet.start);
  return address === 0x0f || address === 0x8f ? decodeEthertype(packet, 2, 4) : decodePpp(packet);
}

/** PPP behind a byte that says whether the frame was sent. */
function decodeDirectedPpp(packet: Packet): Template | undefined {
  if (packet.start + 1 > packet.end) return CUT_OFF;
  packet.direction ??= packet.view.getUint8(packet.start) === 0 ? 'received' : 'sent';
  packet.start += 1;
  return decodePpp(packet);
}

/** Linux netfilter: fields in the byte order of the machine, each its length, its type and its value, one of them the packet. */
function decodeNflog(packet: Packet): Template | undefined {
  if (packet.start + 4 > packet.end) return CUT_OFF;
  if (packet.view.getUint8(packet.start + 1) !== 0) return NOT_IP;
  const payload = nflogPayload(packet, true) ?? nflogPayload(packet, false);
  if (payload === undefined) return NOT_IP;
  packet.start = payload.start;
  packet.end = Math.min(packet.end, payload.end);
  return undefined;
}

function nflogPayload(
  { view, start, end }: Packet,
  littleEndian: boolean,
): { readonly start: number; readonly end: number } | undefined {
  for (let at = start + 4, fields = 0; at + 4 <= end && fields < MAX_NFLOG_FIELDS; fields++) {
    const length = view.getUint16(at, littleEndian);
    if (length < 4) return undefined;
    if (view.getUint16(at + 2, littleEndian) === NFLOG_PAYLOAD) return { start: at + 4, end: at + length };
    at += padded(length);
  }
  return undefined;
}

function decodeLoopback(packet: Packet): Template | undefined {
  if (packet.start + 4 > packet.end) return CUT_OFF;
  const family = packet.view.getUint32(packet.start);
  const swapped = packet.view.getUint32(packet.start, true);
  packet.start += 4;
  const isIp = [family, swapped].some((value) => value === FAMILY_IPV4 || FAMILIES_IPV6.includes(value));
  return isIp ? undefined : NOT_IP;
}

function decodeRaw(): Template | undefined {
  return undefined;
}
