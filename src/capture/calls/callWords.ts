import type { Scheme } from '../../engine/address/schemes';
import type { SocketAddress } from '../../engine/address/socketAddress';

/** What the calls of a socket are named where it is programmed: the functions of C. */
export interface CallWords {
  /** Makes the socket. */
  readonly open: (end: SocketAddress | undefined) => string;
  readonly bind?: string;
  readonly listen?: string;
  readonly accept: string;
  readonly connect: string;
  readonly send: string;
  readonly receive: string;
  /** Ends what is sent; absent where that ends both ways. */
  readonly shutdown?: string;
  readonly close: string;
}

function familyOf(end: SocketAddress | undefined): string {
  if (end?.family !== 'ip') return end === undefined ? 'AF_UNSPEC' : 'AF_UNIX';
  return end.address.includes(':') ? 'AF_INET6' : 'AF_INET';
}

/** The socket API of POSIX, and of Winsock. */
const SOCKETS = {
  open: (end: SocketAddress | undefined) => `socket(${familyOf(end)}, SOCK_STREAM)`,
  bind: 'bind',
  listen: 'listen',
  accept: 'accept',
  connect: 'connect',
  send: 'send',
  receive: 'recv',
  shutdown: 'shutdown(SHUT_WR)',
  close: 'close()',
};

/** A row for each. What is recorded of TLS are the bytes in it: OpenSSL's functions give and take those. */
export const CALL_WORDS: Readonly<Record<Scheme, CallWords>> = {
  tcp: SOCKETS,
  unix: SOCKETS,
  udp: { ...SOCKETS, open: (end) => `socket(${familyOf(end)}, SOCK_DGRAM)` },
  tls: { ...SOCKETS, send: 'SSL_write', receive: 'SSL_read' },
  pipe: {
    open: () => 'CreateNamedPipe()',
    accept: 'ConnectNamedPipe',
    connect: 'CreateFile',
    send: 'WriteFile',
    receive: 'ReadFile',
    close: 'CloseHandle()',
  },
};
