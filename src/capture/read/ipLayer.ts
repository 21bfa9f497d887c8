import type { Template } from '../../base/error';
import { CUT_OFF, type Packet } from './packet';
import { IPV4_HEADER_BYTES, IPV6_HEADER_BYTES } from '../pcapng';

const DAMAGED = 'Packets with a damaged IP header are left out.';

/** RFC 8200, 4: headers between the IPv6 header and the transport. */
const EXTENSION = { hopByHop: 0, routing: 43, fragment: 44, authentication: 51, destination: 60 } as const;
const MAX_EXTENSIONS = 16;

/** Takes the IP header off a packet that begins with one. Returns why the packet is left out, if it is. */
export function decodeIp(packet: Packet): Template | undefined {
  if (packet.start >= packet.end) return CUT_OFF;
  const version = packet.bytes[packet.start]! >> 4;
  if (version === 4) return decodeIpv4(packet);
  return version === 6 ? decodeIpv6(packet) : DAMAGED;
}

/** RFC 791, 3.1. */
function decodeIpv4(packet: Packet): Template | undefined {
  const { view, start, end } = packet;
  if (end - start < IPV4_HEADER_BYTES) return CUT_OFF;
  const headerBytes = (view.getUint8(start) & 0xf) * 4;
  const totalBytes = view.getUint16(start + 2);
  // Zero: the network card was to cut it (TCP segmentation offload), so all that was captured belongs to it.
  if (headerBytes < IPV4_HEADER_BYTES || (totalBytes < headerBytes && totalBytes !== 0)) return DAMAGED;
  if (start + headerBytes > end) return CUT_OFF;
  const fragment = view.getUint16(start + 6);
  packet.isFragment = (fragment & 0x3fff) !== 0;
  packet.fragmentId = view.getUint16(start + 4);
  packet.fragmentOffset = (fragment & 0x1fff) * 8;
  packet.hasMoreFragments = (fragment & 0x2000) !== 0;
  packet.ipVersion = 4;
  packet.protocol = view.getUint8(start + 9);
  packet.sourceAddress = start + 12;
  packet.destinationAddress = start + 16;
  packet.start = start + headerBytes;
  if (totalBytes !== 0) limit(packet, start + totalBytes);
  return undefined;
}

/** RFC 8200, 3 and 4. */
function decodeIpv6(packet: Packet): Template | undefined {
  const { view, start } = packet;
  if (packet.end - start < IPV6_HEADER_BYTES) return CUT_OFF;
  const payloadBytes = view.getUint16(start + 4);
  packet.ipVersion = 6;
  packet.sourceAddress = start + 8;
  packet.destinationAddress = start + 24;
  packet.start = start + IPV6_HEADER_BYTES;
  if (payloadBytes !== 0) limit(packet, packet.start + payloadBytes);
  packet.protocol = view.getUint8(start + 6);
  packet.isFragment = false;
  return decodeExtensions(packet);
}

/** Takes off the headers between that of IP and the transport; those behind a fragment's belong to the whole packet. */
export function decodeExtensions(packet: Packet): Template | undefined {
  if (packet.ipVersion === 4) return undefined;
  const { view } = packet;
  let next = packet.protocol;
  for (let count = 0; isExtension(next); count++) {
    if (count === MAX_EXTENSIONS) return DAMAGED;
    const at = packet.start;
    if (packet.end - at < 8) return CUT_OFF;
    if (next === EXTENSION.fragment) {
      const fragment = view.getUint16(at + 2);
      packet.isFragment = (fragment & 0xfff9) !== 0;
      packet.fragmentId = view.getUint32(at + 4);
      packet.fragmentOffset = fragment & 0xfff8;
      packet.hasMoreFragments = (fragment & 1) !== 0;
    }
    const units = view.getUint8(at + 1);
    const length =
      next === EXTENSION.fragment ? 8 : next === EXTENSION.authentication ? (units + 2) * 4 : (units + 1) * 8;
    if (at + length > packet.end) return CUT_OFF;
    next = view.getUint8(at);
    packet.start = at + length;
    if (packet.isFragment) break;
  }
  packet.protocol = next;
  return undefined;
}

function isExtension(protocol: number): boolean {
  return (
    protocol === EXTENSION.hopByHop ||
    protocol === EXTENSION.routing ||
    protocol === EXTENSION.fragment ||
    protocol === EXTENSION.authentication ||
    protocol === EXTENSION.destination
  );
}

/** Cuts off padding behind the packet, or notes how much of it is missing. */
function limit(packet: Packet, end: number): void {
  packet.missing = Math.max(end - packet.end, 0);
  packet.end = Math.min(packet.end, end);
}
