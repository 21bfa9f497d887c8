/** Addresses as sockets have them, as in `sockaddr` of the socket API. What people type is an endpoint (`endpoint.ts`). */

/** One end of a conversation as an IP address (no brackets, zone allowed) and a port, 0 to 65535. */
export interface IpSocketAddress {
  readonly family: 'ip';
  readonly address: string;
  readonly port: number;
}

/** One end of a conversation as the path of a Unix socket, or its abstract name `@name`; empty for an unnamed one. */
export interface UnixSocketAddress {
  readonly family: 'unix';
  readonly path: string;
}

/** One end of a conversation as the name of a named pipe, without `\\.\pipe\`; empty for whoever dialled it. */
export interface PipeSocketAddress {
  readonly family: 'pipe';
  readonly path: string;
}

export type PathSocketAddress = UnixSocketAddress | PipeSocketAddress;

export type SocketAddress = IpSocketAddress | PathSocketAddress;
