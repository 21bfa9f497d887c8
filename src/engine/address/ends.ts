import type { SocketAddress } from './socketAddress';

/** Both ends of a connection. */
export interface Ends {
  readonly local: SocketAddress;
  readonly remote: SocketAddress;
}
