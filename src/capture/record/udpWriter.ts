import type { Direction } from '../../base/direction';
import { finishChecksum, sumWords } from '../../bytes/digest/internetChecksum';
import type { IpFlow } from '../ipFlow';
import type { PacketWriter } from './packetWriter';
import { ipHeaderBytes, PACKET_BLOCK_HEADER_BYTES, PROTOCOL, UDP_HEADER_BYTES } from '../pcapng';

/**
 * Writes a datagram with its UDP header (RFC 768). Returns where in the file its payload lies. Over IPv4 the checksum is
 * left out (zero), which IPv6 does not allow (RFC 8200, 8.1).
 *
 * @param time Nanoseconds since the capture's start.
 */
export function writeDatagram(
  packets: PacketWriter,
  flow: IpFlow,
  direction: Direction,
  bytes: Uint8Array,
  time: number,
): number {
  const udpBytes = UDP_HEADER_BYTES + bytes.length;
  const offset = packets.begin(flow, direction, time, PROTOCOL.udp, udpBytes);
  const view = packets.queue.slab.view;
  view.setUint16(offset, direction === 'sent' ? flow.localPort : flow.remotePort);
  view.setUint16(offset + 2, direction === 'sent' ? flow.remotePort : flow.localPort);
  view.setUint16(offset + 4, udpBytes);
  view.setUint16(offset + 6, flow.version === 4 ? 0 : checksum(flow, bytes));
  const headers = PACKET_BLOCK_HEADER_BYTES + ipHeaderBytes(flow.version) + UDP_HEADER_BYTES;
  return packets.end(headers, direction, bytes, 0, bytes.length);
}

function checksum(flow: IpFlow, bytes: Uint8Array): number {
  const udpBytes = UDP_HEADER_BYTES + bytes.length;
  const pseudoHeader = flow.addressSum + PROTOCOL.udp + udpBytes;
  const header = flow.localPort + flow.remotePort + udpBytes;
  const sum = finishChecksum(pseudoHeader + header + sumWords(bytes));
  // Zero would mean "none"; all ones is the same number.
  return sum === 0 ? 0xffff : sum;
}
