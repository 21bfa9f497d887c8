/** The options and memberships that a UDP socket has in the system. */
import type dgram from 'node:dgram';
import type { GroupInterface, Membership } from '../address/multicast';
import type { MulticastOptions } from '../multicastOptions';

/** What is sent to groups leaves through `via`, and no other interface. Throws what the system says. */
export function sendThrough(socket: dgram.Socket, via: GroupInterface, { ttl, loopback }: MulticastOptions): void {
  socket.setMulticastInterface(via.system);
  if (ttl !== undefined) socket.setMulticastTTL(ttl);
  if (loopback !== undefined) socket.setMulticastLoopback(loopback);
}

/** Throws what the system says. */
export function addMembership(socket: dgram.Socket, { group, interface: on }: Membership): void {
  socket.addMembership(group, on.system);
}

/** Throws what the system says. */
export function dropMembership(socket: dgram.Socket, { group, interface: on }: Membership): void {
  socket.dropMembership(group, on.system);
}

/** Whether both are the same group on the same interface. */
export function isSameMembership(one: Membership, other: Membership): boolean {
  return one.group === other.group && one.interface.system === other.interface.system;
}
