import type { Direction } from '../base/direction';
import type { PortHolder } from '../engine/kernel/portHolders';
import type { SystemTimer } from '../engine/kernel/systemSocket';
import type { SystemState } from '../engine/kernel/tcpState';
import type { LookedUp, LookedUpAddress } from '../engine/names/lookUp';
import type { Impairments } from '../engine/relay/impairment/impairments';
import type { StreamRange } from '../base/streamRange';
import type { ServingMode } from '../engine/accepting/servingMode';
import type { SocketInfo } from '../engine/socketInfo';

export type { SocketInfo } from '../engine/socketInfo';

/** Of UDP sockets, for the multicast groups that they listen on or send to. */
export interface MulticastArguments {
  /** How many networks a datagram to a group may pass, 0 to 255. */
  readonly ttl?: number;
  /** Whether this machine gets what it sends to a group itself; it does unless told otherwise. */
  readonly loopback?: boolean;
  /** By its name or one of its addresses; loopback unless given. Another one asks the user first. */
  readonly interface?: string;
}

/** What TLS can be told, for addresses `tls://host:port`. */
interface TlsArgument {
  /** The own certificate, with those that vouch for it behind it: the absolute path of a PEM file, or its text. */
  readonly cert?: string;
  /** Its key, not encrypted: the absolute path of a PEM file, or its text. */
  readonly key?: string;
  /** Certificates that are trusted, of servers besides those of the system, of clients these alone: path or text. */
  readonly ca?: string;
  /** Protocols inside TLS, the preferred one first: `['h2', 'http/1.1']`. */
  readonly alpn?: readonly string[];
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3';
  readonly maxVersion?: 'TLSv1.2' | 'TLSv1.3';
  /** Writes the keys of each session to a file `*.keys` beside the capture, for Wireshark: whoever has them reads the traffic. */
  readonly keyLog?: boolean;
}

export interface StartListenerArgument extends TlsArgument, MulticastArguments {
  /** `tcp://host:port`, `udp://host:port`, `tls://host:port`, `unix:/path`, on Windows `pipe:name`, `local:name`, or for short `host:port`, `:port`, `port`. */
  readonly address: string;
  /** `manual` (the default), or another one of the table of services in docs/endpoints.md. */
  readonly service?: string;
  /**
   * Of the service, as that table names them: `{payload: '"pong"', when: 'connected', then: 'close'}`. Payloads are in
   * payload syntax, or a `Uint8Array`.
   */
  readonly options?: Readonly<Record<string, string | Uint8Array>>;
  /** Pending connections that the kernel keeps, 1 to 65535. */
  readonly backlog?: number;
  /** `[::]` takes IPv6 alone, instead of IPv4 as well. */
  readonly v6only?: boolean;
  /** How several clients are served; `concurrent` unless given. */
  readonly mode?: ServingMode;
  /** Whether clients are accepted as they come, as unless given; else they wait in the kernel, see {@link SockscopeApi.acceptOne}. */
  readonly accept?: boolean;
  /** Asks clients for a certificate; with `ca` they need one. Without `cert`, TLS has one for `localhost` that is made for it. */
  readonly requestCert?: boolean;
}

export interface DialEndpointArgument extends TlsArgument, MulticastArguments {
  readonly address: string;
  /** Milliseconds; the setting `sockscope.dial.timeout` unless given. */
  readonly timeout?: number;
  /** The client's own address and port, or one of them: `127.0.0.1:5000`, `[::1]:5000`, `:5000`; the system chooses unless given. */
  readonly from?: string;
  /** Goes on whatever the server's certificate is. */
  readonly insecure?: boolean;
  /** Who the server should be, in place of the host that is dialled. */
  readonly servername?: string;
}

/** What is done to what comes from either side of a relay; a side that is left out stays as it is, `{}` does nothing. */
export interface ImpairmentsArgument {
  readonly client?: Impairments;
  readonly server?: Impairments;
}

export interface StartRelayArgument {
  /** Where it listens, as {@link StartListenerArgument.address}. */
  readonly address: string;
  /** Whom it dials for each client, as {@link DialEndpointArgument.address}. */
  readonly target: string;
  readonly impairments?: ImpairmentsArgument;
  /** What all that happens by chance follows from, 0 to 4,294,967,295; drawn unless given. */
  readonly seed?: number;
  /** Of its own side where that is `tls://`: path or text, as {@link TlsArgument} has it. Without them one is made for `localhost`. */
  readonly cert?: string;
  readonly key?: string;
  /** Of the target where that is `tls://`: certificates that are trusted besides those of the system. */
  readonly ca?: string;
  /** Goes on whatever the target's certificate is. */
  readonly insecure?: boolean;
  /** Who the target should be, in place of the host that is dialled. */
  readonly servername?: string;
}

export interface SetImpairmentsArgument extends ImpairmentsArgument, SocketArgument {
  /** Another seed from now on; whoever connects from now on is counted from 1 again. */
  readonly seed?: number;
}

export interface InjectArgument extends SocketArgument {
  /** Who gets it, as if the other one had sent it. */
  readonly to: 'client' | 'server';
  /** In the payload syntax. Either this or `bytes`. */
  readonly payload?: string;
  readonly bytes?: Uint8Array;
  /** Of a UDP relay with several clients: `host:port` of the one that is meant. */
  readonly peer?: string;
}

export interface BreakOnArgument extends SocketArgument {
  /** Only what comes from this side; from both unless given. */
  readonly from?: 'client' | 'server';
  /** Only what matches: an expression such as `/id=\d+/`, or a payload in whose hex bytes `?` is any digit, `"GET " [0a ??]`. */
  readonly pattern?: string;
  /** Nothing is held any more, and what is goes on. */
  readonly off?: boolean;
}

/** What waits in a relay until it is forwarded or dropped. */
export interface HeldMessageInfo {
  /** Within its relay. */
  readonly id: number;
  readonly from: 'client' | 'server';
  /** The number of the connection, or of the UDP peer, within the relay. */
  readonly flow: number;
  /** The client: an address. */
  readonly peer: string;
  readonly bytes: Uint8Array;
  /** Milliseconds since the Unix epoch. */
  readonly since: number;
  /** Bytes of the stream that wait behind it. */
  readonly behind: number;
}

export interface ForwardHeldArgument extends SocketArgument {
  /** A {@link HeldMessageInfo.id}; everything that waits, and what waits behind it, unless given. */
  readonly message?: number;
  /** What goes on in its place: in the payload syntax, or as bytes; as it is unless given. */
  readonly payload?: string;
  readonly bytes?: Uint8Array;
}

export interface DropHeldArgument extends SocketArgument {
  readonly message: number;
}

export interface SocketArgument {
  /** A {@link SocketInfo.id}. */
  readonly socket: string;
}

export interface ReceiveNextArgument extends SocketArgument {
  /** Bytes that the call has room for, 1 to 1,048,576. */
  readonly length: number;
}

export interface ReceivedNext {
  /** How many the call returned; 0 when the peer has sent FIN. {@link SockscopeApi.readBytes} has them. */
  readonly bytes: number;
  /** How many were left in the kernel a moment later; absent where the system does not tell. */
  readonly left?: number;
}

export interface SendPayloadArgument extends SocketArgument {
  /** In the payload syntax, such as `u16be(258) "hi\r\n"`. Either this or `bytes`. */
  readonly payload?: string;
  readonly bytes?: Uint8Array;
  /** A datagram's destination (`host:port`), on a UDP socket that is not connected. */
  readonly to?: string;
}

export interface GroupArgument extends SocketArgument {
  /** Such as `239.7.7.7`, or `ff02::1234%eth0`. */
  readonly group: string;
  /** By its name or one of its addresses; loopback unless given. Another one asks the user first. */
  readonly interface?: string;
}

export interface ReadBytesArgument extends SocketArgument {
  readonly direction: Direction;
  /** Bytes from the beginning of that direction's stream; 0 unless given. */
  readonly offset?: number;
  /** Bytes; to the end unless given. Fewer are returned where the stream ends. */
  readonly length?: number;
}

export interface GoToArgument {
  /** `0x1f4`, `500`, `+16`, `-16`, `#12` or `21:10:03`, as *Go to* takes it. */
  readonly to: string;
}

export interface CopyAsArgument {
  readonly format:
    'text' | 'hex' | 'hexDump' | 'payload' | 'expectation' | 'base64' | 'c' | 'go' | 'javascript' | 'python' | 'rust';
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
  readonly as?: 'dump' | 'string' | 'list' | 'hex' | 'numbers' | 'integer' | 'escapes' | 'payload';
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
  goTo(argument: GoToArgument | string): Promise<StreamRange>;
  copyAs(argument: CopyAsArgument): Promise<{ readonly text: string }>;
  /** As the step of a wire file that expects these bytes. */
  copyAsExpectation(argument: object): Promise<{ readonly text: string }>;
  /** On the socket that the bytes went over; settles when the kernel has taken them. */
  sendAgain(argument: object): Promise<{ readonly bytes: number }>;
  sendAgainTo(argument: SendAgainToArgument): Promise<{ readonly bytes: number }>;
  /** The URI of a wire file that is not saved yet. */
  editAndSend(argument: object): Promise<{ readonly document: string }>;
  selectForCompare(argument: object): Promise<StreamRange>;
  /** The URIs of the two hex dumps: that of the message or of what was marked, and that of the selection. */
  compareWith(argument: CompareWithArgument): Promise<{ readonly left: string; readonly right: string }>;
  /** How many bytes the new tab shows; undefined when the user was asked what a text means, and gave up. */
  inspectText(argument: InspectTextArgument): Promise<{ readonly bytes: number } | undefined>;
}

/** What the commands of these names do. Failures reject as those of {@link SockscopeApi} do. */
export interface AgainCommands {
  /** Dials what was dialled, whether it has ended or not, in the same way; settles when the connection is open. */
  dialAgain(argument: SocketArgument): Promise<SocketInfo>;
  /** Listens where a listener or a UDP socket did, at the port that it had, with the same service and options. */
  listenAgain(argument: SocketArgument): Promise<SocketInfo>;
}

export interface WhoHasPortArgument {
  /** 1 to 65535. */
  readonly port: number;
  /** Both unless given. */
  readonly transport?: 'tcp' | 'udp';
}

/** What the kernel has of one end at this moment. What the system does not tell is absent. */
export interface SocketEndState {
  /** In the words of RFC 9293, such as `fin-wait-2`; `closed` once the kernel has forgotten it. Of UDP `connected` or `unconnected`. */
  readonly state: SystemState;
  /** Bytes that were sent and not acknowledged. */
  readonly sendQueue?: number;
  /** Bytes that came and were not read. */
  readonly receiveQueue?: number;
}

export interface SocketStateInfo extends SocketEndState {
  /** Of a listener: the clients that wait to be accepted. */
  readonly waiting?: number;
  readonly timer?: SystemTimer;
  readonly retransmits?: number;
  /** Datagrams that the system dropped; of UDP alone. */
  readonly drops?: number;
  /** The other end, where it is on this machine, and the process that has it, where that can be seen. */
  readonly peer?: SocketEndState & { readonly pid?: number; readonly process?: string };
}

export interface LookUpArgument {
  /** A host name, a numeric address, `host:port`, a port, or the name of a service. */
  readonly name: string;
}

export interface LookUpInfo extends Omit<LookedUp, 'addresses'> {
  /** In the order of getaddrinfo(3): programs try the first one first. */
  readonly addresses: readonly (Omit<LookedUpAddress, 'kind'> & {
    /** What is special about it, such as `loopback`, `private`, `link-local`, `multicast` or `documentation`; absent: any machine may have it. */
    readonly kind?: string;
    /** Number of the document that says so. */
    readonly rfc?: number;
  })[];
}

/** What the commands of these names do. Failures reject as those of {@link SockscopeApi} do: `KERNEL_UNKNOWN` where a system does not tell. */
export interface MachineCommands {
  /** Those that wait for peers come first. */
  whoHasPort(argument: WhoHasPortArgument): Promise<PortHolder[]>;
  socketState(argument: SocketArgument): Promise<SocketStateInfo>;
  /** Name servers learn of it; nothing in Restricted Mode. */
  lookUp(argument: LookUpArgument): Promise<LookUpInfo>;
}

export interface CaptureArgument {
  /** The URI of its file: a {@link SocketInfo.capture}. */
  readonly capture: string;
}

export interface FilterCapturesArgument {
  /** Words that a capture must have in its name or where it came from; empty shows every capture. */
  readonly text: string;
}

export interface PinnedCapture extends CaptureArgument {
  /** It is not removed when there are many captures. */
  readonly pinned: boolean;
}

/** What the commands of these names do. Failures reject as those of {@link SockscopeApi} do. */
export interface CaptureCommands {
  pinCapture(argument: CaptureArgument): Promise<PinnedCapture>;
  unpinCapture(argument: CaptureArgument): Promise<PinnedCapture>;
  /** Does not ask; returns what it deleted. */
  deleteCapture(argument: CaptureArgument): Promise<CaptureArgument>;
  /** Returns how many captures the view shows then, and how many there are. */
  filterCaptures(argument: FilterCapturesArgument): Promise<{ readonly shown: number; readonly all: number }>;
}

/** Either `folder` or `file`. */
export interface OpenSamplesArgument {
  /** Where the samples are copied to: an absolute path or a URI on disk. It is made where it is missing, and nothing in it is overwritten. */
  readonly folder?: string;
  /** What is done with the folder then; nothing unless given. Another folder in this window closes its sockets. */
  readonly open?: 'here' | 'window' | 'add';
  /** One sample, such as `echo.wire`, as a document that is not saved yet. */
  readonly file?: string;
}

export interface OpenedSamples {
  /** A URI. */
  readonly folder: string;
  /** Names of files. */
  readonly copied: readonly string[];
  /** Those that were there already, byte for byte. */
  readonly same: readonly string[];
  /** Those of whose names something else is there, which stays. */
  readonly kept: readonly string[];
}

export interface OpenDocumentationArgument {
  /** The name of a page, such as `wire` of docs/wire.md; the README unless given. */
  readonly page?: string;
}

export interface OpenWalkthroughArgument {
  /** The first one that is not done, unless given. */
  readonly step?: 'listen' | 'dial' | 'send' | 'inspect' | 'run';
}

/** What the commands of these names do. Failures reject as those of {@link SockscopeApi} do. */
export interface StartCommands {
  openSamples(argument: OpenSamplesArgument): Promise<OpenedSamples | { readonly document: string }>;
  openDocumentation(argument: OpenDocumentationArgument): Promise<void>;
  openWalkthrough(argument: OpenWalkthroughArgument): Promise<void>;
}

/**
 * What `activate` returns, and what the commands of the same names do. Failures reject with an `Error` that has a stable
 * `code` and a message for people. Within one `version`, members are only added.
 */
export interface SockscopeApi {
  readonly version: 1;
  /** Settles when the system has bound the address. Asks the user first when that is not a loopback address, whatever name it had. */
  readonly startListener: (argument: StartListenerArgument) => Promise<SocketInfo>;
  /** Settles when the connection is open. */
  readonly dialEndpoint: (argument: DialEndpointArgument) => Promise<SocketInfo>;
  /** Settles when the kernel has taken the bytes. */
  readonly sendPayload: (argument: SendPayloadArgument) => Promise<{ readonly bytes: number }>;
  readonly closeSocket: (argument: SocketArgument) => Promise<SocketInfo>;
  /** Half-close. Named pipes have none: `HALF_CLOSE_UNSUPPORTED`. */
  readonly shutdownSending: (argument: SocketArgument) => Promise<SocketInfo>;
  readonly resetSocket: (argument: SocketArgument) => Promise<SocketInfo>;
  readonly pauseReceiving: (argument: SocketArgument) => Promise<SocketInfo>;
  readonly resumeReceiving: (argument: SocketArgument) => Promise<SocketInfo>;
  /** Pauses receiving and calls `recv` once; settles when it returns, which it does when something has come. */
  readonly receiveNext: (argument: ReceiveNextArgument) => Promise<ReceivedNext>;
  /** Lets the clients of a listener wait in the kernel; settles when that holds. */
  readonly stopAccepting: (argument: SocketArgument) => Promise<SocketInfo>;
  readonly startAccepting: (argument: SocketArgument) => Promise<SocketInfo>;
  /** One call of `accept` while accepting is stopped; settles when a client has been accepted. The listener is returned. */
  readonly acceptOne: (argument: SocketArgument) => Promise<SocketInfo>;
  /** Of a UDP socket that is bound to every address, or to this group. */
  readonly joinGroup: (argument: GroupArgument) => Promise<SocketInfo>;
  readonly leaveGroup: (argument: GroupArgument) => Promise<SocketInfo>;
  /** Settles when the system has bound the address. Asks the user first where another machine may be reached, from either side. */
  readonly startRelay: (argument: StartRelayArgument) => Promise<SocketInfo>;
  /** `socket` is the relay, or a connection of it. */
  readonly setImpairments: (argument: SetImpairmentsArgument) => Promise<SocketInfo>;
  /** `socket` is a connection of the relay, or the relay itself where it has only one. Settles when the kernel has taken the bytes. */
  readonly inject: (argument: InjectArgument) => Promise<{ readonly bytes: number }>;
  /** What passes a relay is held from now on, in place of what was before. */
  readonly breakOn: (argument: BreakOnArgument) => Promise<SocketInfo>;
  /** `socket` is the relay, or a connection of it for what is held of that one. The oldest first. */
  readonly heldMessages: (argument: SocketArgument) => Promise<HeldMessageInfo[]>;
  /** Says how many messages were forwarded. */
  readonly forwardHeld: (argument: ForwardHeldArgument) => Promise<{ readonly messages: number }>;
  readonly dropHeld: (argument: DropHeldArgument) => Promise<SocketInfo>;
  readonly listSockets: () => Promise<SocketInfo[]>;
  /** An exact-size copy out of the capture; waits for what is still being written. */
  readonly readBytes: (argument: ReadBytesArgument) => Promise<Uint8Array>;
  /** Opens the inspector on the socket's conversation. */
  readonly inspectBytes: (argument: SocketArgument) => Promise<void>;
}
