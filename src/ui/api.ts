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

/** Bytes of one direction's stream that are selected in the inspector. */
export interface SelectedPlace {
  readonly direction: Direction;
  /** Of the first byte, within its direction's stream. */
  readonly offset: number;
  readonly length: number;
}

export interface GoToArgument {
  /** `0x1f4`, `500`, `+16`, `-16`, `#12` or `21:10:03`, as *Go to* takes it. */
  readonly to: string;
}

export interface CopyAsArgument {
  readonly format: 'text' | 'hex' | 'hexDump' | 'payload' | 'base64' | 'c' | 'go' | 'javascript' | 'python' | 'rust';
}

export interface SendAgainToArgument extends SocketArgument {
  /** A datagram's destination (`host:port`), on a UDP socket that is not connected. */
  readonly to?: string;
}

/** Either of the two. */
export interface CompareWithArgument {
  /** The number, from 1, of a `send()` or `recv()` of the same conversation. */
  readonly message?: number;
  /** What `selectForCompare` marked. */
  readonly marked?: true;
}

/** Either `text` or `bytes`; without both, what is selected in the text editor. */
export interface InspectTextArgument {
  readonly text?: string;
  /** What the text is; asked for where it can be several things, unless given. */
  readonly as?: 'hex' | 'list' | 'string' | 'integer';
  readonly bytes?: Uint8Array;
  /** Of the tab. */
  readonly title?: string;
}

/**
 * What the commands of these names do in the inspector that was used last. Failures reject as those of {@link SockscopeApi}
 * do. An object without fields stands for an argument where there is nothing to say: without any the command may ask.
 */
export interface SelectionCommands {
  /** Selects bytes of the conversation that is shown; the other commands act on them at once. */
  goTo(argument: GoToArgument | string): Promise<SelectedPlace>;
  copyAs(argument: CopyAsArgument): Promise<{ readonly text: string }>;
  /** On the socket that the bytes went over; settles when the kernel has taken them. */
  sendAgain(argument: object): Promise<{ readonly bytes: number }>;
  sendAgainTo(argument: SendAgainToArgument): Promise<{ readonly bytes: number }>;
  /** The URI of a wire file that is not saved yet. */
  editAndSend(argument: object): Promise<{ readonly document: string }>;
  selectForCompare(argument: object): Promise<SelectedPlace>;
  /** The URIs of the two hex dumps: that of the message or of what was marked, and that of the selection. */
  compareWith(argument: CompareWithArgument): Promise<{ readonly left: string; readonly right: string }>;
  /** How many bytes the new tab shows; undefined when the user was asked what a text means, and gave up. */
  inspectText(argument: InspectTextArgument): Promise<{ readonly bytes: number } | undefined>;
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
