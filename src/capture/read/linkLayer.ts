import { CUT_OFF, type Packet } from './packet';

const NOT_IP = 'Frames that do not hold IP are left out.';

/** Takes off a header. Returns why the packet is left out, if it is. */
type LinkDecoder = (packet: Packet) => string | undefined;

const ETHERTYPE = { ipv4: 0x0800, ipv6: 0x86dd } as const;
/** 802.1Q, 802.1ad and what came before it. */
const VLAN_ETHERTYPES: readonly number[] = [0x8100, 0x88a8, 0x9100];
const MAX_VLAN_TAGS = 4;

/** `AF_INET`, the same everywhere, and the `AF_INET6` of Linux, NetBSD and OpenBSD, FreeBSD, macOS. */
const FAMILY_IPV4 = 2;
const FAMILIES_IPV6: readonly number[] = [10, 24, 28, 30];

/** Link types by number (https://www.tcpdump.org/linktypes.html): each takes off its header before the IP header. */
const DECODERS: ReadonlyMap<number, LinkDecoder> = new Map<number, LinkDecoder>([
  [0, decodeLoopback], // NULL: BSD loopback, in the byte order of the machine
  [1, (packet) => decodeEthertype(packet, 12, 14)],
  [12, decodeRaw], // RAW as some systems number it
  [14, decodeRaw],
  [101, decodeRaw],
  [108, decodeLoopback], // LOOP: OpenBSD loopback, in network order
  [113, (packet) => decodeEthertype(packet, 14, 16)], // Linux cooked
  [228, decodeRaw], // IPv4
  [229, decodeRaw], // IPv6
  [276, (packet) => decodeEthertype(packet, 0, 20)], // Linux cooked, version 2
]);

/** The decoder of a link type; `undefined` for one that is not known here. */
export function linkDecoder(linkType: number): LinkDecoder | undefined {
  return DECODERS.get(linkType);
}

/** @param typeOffset Where the EtherType is. @param headerBytes Where what it describes begins. */
function decodeEthertype(packet: Packet, typeOffset: number, headerBytes: number): string | undefined {
  const { view, end } = packet;
  if (packet.start + headerBytes > end) return CUT_OFF;
  let type = view.getUint16(packet.start + typeOffset);
  packet.start += headerBytes;
  for (let tags = 0; tags < MAX_VLAN_TAGS && VLAN_ETHERTYPES.includes(type); tags++) {
    if (packet.start + 4 > end) return CUT_OFF;
    type = view.getUint16(packet.start + 2);
    packet.start += 4;
  }
  return type === ETHERTYPE.ipv4 || type === ETHERTYPE.ipv6 ? undefined : NOT_IP;
}

function decodeLoopback(packet: Packet): string | undefined {
  if (packet.start + 4 > packet.end) return CUT_OFF;
  const family = packet.view.getUint32(packet.start);
  const swapped = packet.view.getUint32(packet.start, true);
  packet.start += 4;
  const isIp = [family, swapped].some((value) => value === FAMILY_IPV4 || FAMILIES_IPV6.includes(value));
  return isIp ? undefined : NOT_IP;
}

function decodeRaw(): string | undefined {
  return undefined;
}
