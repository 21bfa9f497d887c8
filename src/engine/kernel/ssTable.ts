/** What `ss -tinm` and `ss -uinm` print (iproute2, misc/ss.c): a row for each socket, and its details in the line below. */
import type { IpSocketAddress } from '../address/socketAddress';

/** What the kernel has of a socket besides its table. What a kernel, or this `ss`, does not tell is absent. */
export interface SocketDetails {
  /** Bytes of memory that the receive queue may take (`SO_RCVBUF`), with what the kernel needs besides. */
  readonly receiveBuffer?: number;
  /** The same of the send queue (`SO_SNDBUF`). */
  readonly sendBuffer?: number;
  /** Bytes of memory that the receive queue takes. */
  readonly receiveMemory?: number;
  /** Segments or datagrams that were dropped for want of room. */
  readonly dropped?: number;
  /** Milliseconds from a segment to its acknowledgement, smoothed: RFC 6298. */
  readonly roundTrip?: number;
  readonly roundTripVariation?: number;
  /** Milliseconds until a segment is sent again. */
  readonly retransmitTimeout?: number;
  /** Segments that may be on their way: RFC 5681. */
  readonly congestionWindow?: number;
  readonly slowStartThreshold?: number;
  /** Bytes of the largest segment. */
  readonly segmentSize?: number;
  /** Bytes that the peer has room for, as it said last. */
  readonly sendWindow?: number;
  /** Bytes that this end offers. */
  readonly receiveWindow?: number;
  /** Segments that were sent again, in all. */
  readonly retransmitted?: number;
  /** Milliseconds in which only the peer's window kept this end from sending. */
  readonly windowLimited?: number;
}

export interface SsRow {
  readonly isListening: boolean;
  /** Of a listener: the clients that wait to be accepted. */
  readonly receiveQueue: number;
  /** Of a listener: how many clients may wait (`listen(2)`). */
  readonly sendQueue: number;
  readonly local: IpSocketAddress;
  /** Absent where the socket is not connected. */
  readonly remote?: IpSocketAddress;
  readonly details: SocketDetails;
}

/** Rows that are none, the heading among them, are passed over. */
export function parseSs(text: string): SsRow[] {
  const rows: SsRow[] = [];
  for (const line of text.split('\n')) {
    const last = rows.at(-1);
    if (/^\s/.test(line)) {
      // A process, say, may stand between a row and its details.
      if (last) rows[rows.length - 1] = { ...last, details: { ...last.details, ...parseDetails(line) } };
      continue;
    }
    const row = parseRow(line);
    if (row) rows.push(row);
  }
  return rows;
}

function parseRow(line: string): SsRow | undefined {
  const [state = '', receiveQueue = '', sendQueue = '', localText = '', remoteText = '', ...rest] = line
    .trim()
    .split(/\s+/);
  const local = parseEnd(localText);
  if (!local || !/^\d+$/.test(receiveQueue) || !/^\d+$/.test(sendQueue)) return undefined;
  const remote = parseEnd(remoteText);
  return {
    isListening: state === 'LISTEN',
    receiveQueue: Number(receiveQueue),
    sendQueue: Number(sendQueue),
    local,
    ...(remote && remote.port !== 0 ? { remote } : {}),
    // With `-O` all is in one line.
    details: parseDetails(rest.join(' ')),
  };
}

/** `127.0.0.1:80`, `[::1]:80`, `0.0.0.0%lo:53`, `[fe80::1]%eth0:80`, `*:80`; the port may be `*`. */
function parseEnd(text: string): IpSocketAddress | undefined {
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([^[\]%:]+|[0-9A-Fa-f:.]+))(?:%([^\s:]+))?:(\d+|\*)$/.exec(text);
  if (!match) return undefined;
  const [, bracketed, plain = '', zone, port = ''] = match;
  const host = bracketed ?? (plain === '*' ? '::' : plain);
  const isLinkLocal = zone !== undefined && host.includes(':');
  return {
    family: 'ip',
    address: isLinkLocal ? `${host}%${zone}` : host,
    port: port === '*' ? 0 : Number(port),
  };
}

/** By the name of each detail, how its text is read. Times are in milliseconds already. */
const DETAILS: Readonly<Record<string, (value: string) => SocketDetails>> = {
  skmem: (value) => {
    const part = (name: string): number | undefined => {
      const match = new RegExp(`(?:^|[(,])${name}(\\d+)(?=[,)])`).exec(value);
      return match ? Number(match[1]) : undefined;
    };
    return present({
      receiveMemory: part('r'),
      receiveBuffer: part('rb'),
      sendBuffer: part('tb'),
      dropped: part('d'),
    });
  },
  rtt: (value) => {
    const [roundTrip, roundTripVariation] = value.split('/').map(numberOf);
    return present({ roundTrip, roundTripVariation });
  },
  rto: (value) => present({ retransmitTimeout: numberOf(value) }),
  cwnd: (value) => present({ congestionWindow: numberOf(value) }),
  ssthresh: (value) => present({ slowStartThreshold: numberOf(value) }),
  mss: (value) => present({ segmentSize: numberOf(value) }),
  snd_wnd: (value) => present({ sendWindow: numberOf(value) }),
  rcv_wnd: (value) => present({ receiveWindow: numberOf(value) }),
  // Now, and in all.
  retrans: (value) => present({ retransmitted: numberOf(value.split('/')[1] ?? '') }),
  rwnd_limited: (value) => present({ windowLimited: numberOf(/^(\d+)ms/.exec(value)?.[1] ?? '') }),
};

function parseDetails(text: string): SocketDetails {
  let details: SocketDetails = {};
  for (const word of text.trim().split(/\s+/)) {
    const colon = word.indexOf(':');
    const name = word.slice(0, colon);
    if (colon > 0 && Object.hasOwn(DETAILS, name)) details = { ...details, ...DETAILS[name]!(word.slice(colon + 1)) };
  }
  return details;
}

function numberOf(text: string): number | undefined {
  return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

type MayMiss<T> = { readonly [Key in keyof T]: T[Key] | undefined };

function present(details: MayMiss<SocketDetails>): SocketDetails {
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
}
