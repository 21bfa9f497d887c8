import type { Direction } from '../bytes/direction';
import type { SocketInfo } from '../engine/socketInfo';

export type { SocketInfo } from '../engine/socketInfo';

export interface StartListenerArgument {
  /** `tcp://host:port`, `udp://host:port`, `unix:/path`, or for short `host:port`, `:port`, `port`. */
  readonly address: string;
  /** `manual` (the default), `echo`, `discard` or `daytime`. */
  readonly service?: string;
  /** Pending connections that the kernel keeps, 1 to 65535. */
  readonly backlog?: number;
}

export interface DialEndpointArgument {
  readonly address: string;
  /** Milliseconds; the setting `sockscope.dial.timeout` unless given. */
  readonly timeout?: number;
}

export interface SocketArgument {
  /** A {@link SocketInfo.id}. */
  readonly socket: string;
}

export interface SendPayloadArgument extends SocketArgument {
  /** In the payload syntax, such as `u16be(258) "hi\r\n"`. Either this or `bytes`. */
  readonly payload?: string;
  readonly bytes?: Uint8Array;
  /** A datagram's destination (`host:port`), on a UDP socket that is not connected. */
  readonly to?: string;
}

export interface ReadBytesArgument extends SocketArgument {
  readonly direction: Direction;
  /** Bytes from the beginning of that direction's stream; 0 unless given. */
  readonly offset?: number;
  /** Bytes; to the end unless given. Fewer are returned where the stream ends. */
  readonly length?: number;
}

/**
 * What `activate` returns, and what the commands of the same names do. Failures reject with an `Error` that has a stable
 * `code` and a message for people. Within one `version`, members are only added.
 */
export interface SockscopeApi {
  readonly version: 1;
  /** Settles when the system has bound the address. Asks the user first when it is not a loopback address. */
  startListener(argument: StartListenerArgument): Promise<SocketInfo>;
  /** Settles when the connection is open. */
  dialEndpoint(argument: DialEndpointArgument): Promise<SocketInfo>;
  /** Settles when the kernel has taken the bytes. */
  sendPayload(argument: SendPayloadArgument): Promise<{ readonly bytes: number }>;
  closeSocket(argument: SocketArgument): Promise<SocketInfo>;
  shutdownSending(argument: SocketArgument): Promise<SocketInfo>;
  resetSocket(argument: SocketArgument): Promise<SocketInfo>;
  pauseReceiving(argument: SocketArgument): Promise<SocketInfo>;
  resumeReceiving(argument: SocketArgument): Promise<SocketInfo>;
  listSockets(): Promise<SocketInfo[]>;
  /** An exact-size copy out of the capture; waits for what is still being written. */
  readBytes(argument: ReadBytesArgument): Promise<Uint8Array>;
  /** Opens the inspector on the socket's conversation. */
  inspectBytes(argument: SocketArgument): Promise<void>;
}
