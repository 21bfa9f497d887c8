import type { ListenOptions } from './listenOptions';
import type { LiveSocket } from './liveSocket';
import type { MulticastOptions } from './multicastOptions';
import type { Permit } from './permission';
import type { StartRecording } from './recording';
import type { DialTlsOptions } from './tlsOptions';

/** Who opens a socket may have to ask somebody else as well. */
export interface Asking {
  /** Asked for this socket before `EngineOptions.permit`: both have to allow it. */
  readonly permit?: Permit;
}

/** For sockets of streams. */
export interface ReceivingFrom {
  /** Receiving is paused from the first byte on, as the user does, for one call of `recv` at a time. */
  readonly isPaused?: boolean;
}

export interface ListenRequest extends ListenOptions, Asking, ReceivingFrom {
  /** Begins the record of this socket, instead of `EngineOptions.record`. */
  readonly record?: StartRecording;
  /** Gets the socket as soon as it is listed, and also when it failed. */
  readonly listed?: (socket: LiveSocket) => void;
}

export interface DialOptions extends MulticastOptions, Asking, ReceivingFrom {
  /** Milliseconds, at least 1; 10,000 unless given. */
  readonly timeout?: number;
  readonly signal?: AbortSignal;
  /** Where TLS is spoken. */
  readonly tls?: DialTlsOptions;
  /** The client's own address and port, which are bound before: `127.0.0.1:5000`, or one of them. */
  readonly from?: string;
  /** Begins the record of this socket, instead of `EngineOptions.record`. */
  readonly record?: StartRecording;
  /** Gets the socket as soon as it is listed, before it is connected. */
  readonly listed?: (socket: LiveSocket) => void;
}
