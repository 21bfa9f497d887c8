/** A capture that somebody else made, to do harm to whoever opens it. */
import { encodeAnnotation } from '../../src/capture/annotation';
import { PROTOCOL, TCP_FLAG } from '../../src/capture/pcapng';
import type { SocketAddress } from '../../src/engine/address/socketAddress';
import { ipPacket, LINK, PcapngFile, tcp } from '../unit/capture/foreign';

const LOOPBACK = { source: '127.0.0.1', destination: '127.0.0.1' };
/** Of an Enhanced Packet Block: its flags, and in them the direction. */
const FLAGS = 2;
const INBOUND = Buffer.of(1, 0, 0, 0);
const OUTBOUND = Buffer.of(2, 0, 0, 0);

/**
 * One connection, which "we" dialled and sent a text over.
 *
 * @param remote What its annotation says of the end that was dialled.
 * @param detail What is said of its end.
 */
export function hostileCapture(remote: SocketAddress, text: string, detail = ''): Uint8Array {
  const file = new PcapngFile().section().interface(LINK.raw);
  const add = (packet: Uint8Array, protocol: number, flags?: Uint8Array): void => {
    const options = flags && { options: file.option(FLAGS, flags) };
    file.packet(ipPacket(packet, { ...LOOPBACK, protocol }), { time: BigInt(file.length) * 1_000_000n, ...options });
  };
  const { annotation } = PROTOCOL;
  add(encodeAnnotation({ kind: 'capture', title: 't' }), annotation);
  const ports = { localPort: 1000, remotePort: 2000 };
  const local = { family: 'unix', path: '' } as const;
  add(encodeAnnotation({ kind: 'stream', conversation: 0, local, remote, ...ports, initiator: 'sent' }), annotation);
  const { syn, ack, psh } = TCP_FLAG;
  const back = { from: 2000, to: 1000 };
  add(tcp('', { flags: syn }), PROTOCOL.tcp, OUTBOUND);
  add(tcp('', { ...back, acknowledgement: 1, flags: syn | ack }), PROTOCOL.tcp, INBOUND);
  add(tcp(text, { sequence: 1, acknowledgement: 1, flags: psh | ack }), PROTOCOL.tcp, OUTBOUND);
  if (detail !== '') {
    const event = { event: 'close', direction: 'received', detail } as const;
    add(encodeAnnotation({ kind: 'event', conversation: 0, ...event }), annotation);
  }
  return file.bytes;
}
