import { SockscopeError, type MessageArgument } from '../bytes/error';

/** What was tried when the system refused. */
export type Operation = 'listen' | 'accept' | 'dial' | 'send' | 'receive' | 'read-file' | 'write-file';

/**
 * One row explains one system error at one operation: what was tried ({0} is the endpoint, the peer or the file), what the
 * system's answer means here, and what to do next. A row without operations serves all of them; the
 * first that fits is taken.
 */
export interface Explanation {
  readonly code: string;
  readonly operations?: readonly Operation[];
  /** Only for these endpoints, peers or files; absent: for all. */
  readonly subject?: RegExp;
  readonly template: string;
}

const UNIX = /^unix:/;
const UDP = /^udp:/;

export const EXPLANATIONS: readonly Explanation[] = [
  {
    code: 'EADDRINUSE',
    template:
      'Cannot listen on {0}: another program already uses this port. Close it, or choose another port; port 0 takes a free one. (EADDRINUSE)',
  },
  {
    code: 'EACCES',
    operations: ['listen'],
    subject: UNIX,
    template:
      'Cannot listen on {0}: permission denied. A socket file can only be made in a folder that you may write to and enter; choose another path. (EACCES)',
  },
  {
    code: 'EACCES',
    operations: ['listen'],
    template:
      'Cannot listen on {0}: permission denied. Ports below 1024 are reserved for privileged programs on most systems; choose a port from 1024 on. (EACCES)',
  },
  {
    code: 'EACCES',
    operations: ['read-file'],
    template: 'Cannot read {0}: permission denied. Change the file’s permissions, or choose another file. (EACCES)',
  },
  {
    code: 'EACCES',
    operations: ['write-file'],
    template: 'Cannot write {0}: permission denied. Choose another folder. (EACCES)',
  },
  {
    code: 'ENOSPC',
    operations: ['write-file'],
    template: 'Cannot write {0}: the disk is full. Free some space, or choose another disk. (ENOSPC)',
  },
  {
    code: 'EACCES',
    subject: UNIX,
    template:
      'Cannot reach {0}: permission denied. You may not enter its folder, or not write to the socket file; ask whoever runs the server. (EACCES)',
  },
  {
    code: 'EACCES',
    template:
      'Cannot reach {0}: the system denies it, for example because it is a broadcast address, or by a firewall. Check the address. (EACCES)',
  },
  {
    code: 'EADDRNOTAVAIL',
    operations: ['listen'],
    template:
      'Cannot listen on {0}: this machine has no such address. Use 127.0.0.1, or one of this machine’s own addresses. (EADDRNOTAVAIL)',
  },
  {
    code: 'EADDRNOTAVAIL',
    template:
      'Cannot connect to {0}: the address cannot be reached from here, or no free local port is left. Check the address and its zone. (EADDRNOTAVAIL)',
  },
  {
    code: 'ECONNREFUSED',
    subject: UDP,
    template:
      'Nobody listens on {0}: its host answered that the port is unreachable (ICMP). Start the server first, or check address and port. (ECONNREFUSED)',
  },
  {
    code: 'ECONNREFUSED',
    subject: UNIX,
    template:
      'Nobody listens on {0}: the connection was refused. The socket file is there, but its server has ended; start it again. (ECONNREFUSED)',
  },
  {
    code: 'ECONNREFUSED',
    template:
      'Nobody listens on {0}: the connection was refused. Start the server first, or check address and port. (ECONNREFUSED)',
  },
  {
    code: 'ENOTFOUND',
    template: 'The host name of {0} is not known: check its spelling, or use a numeric address. (ENOTFOUND)',
  },
  {
    code: 'EAI_AGAIN',
    template:
      'The host name of {0} could not be resolved just now: the name server did not answer. Check the network, or use a numeric address. (EAI_AGAIN)',
  },
  {
    code: 'ETIMEDOUT',
    operations: ['dial'],
    template:
      '{0} did not answer in time. The host may be down, or a firewall drops the packets; check the address, or allow a longer timeout. (ETIMEDOUT)',
  },
  {
    code: 'ETIMEDOUT',
    template:
      '{0} stopped answering: the connection timed out. Check whether the peer and the network are still there, and dial again. (ETIMEDOUT)',
  },
  {
    code: 'ECONNRESET',
    template:
      'The connection with {0} was reset by the peer: it sent RST instead of closing, so what was still on its way is lost. Look at what was sent last, and dial again. (ECONNRESET)',
  },
  {
    code: 'EPIPE',
    template:
      'Cannot send to {0}: the peer has closed the connection and takes no more bytes. Dial again to go on. (EPIPE)',
  },
  {
    code: 'EMFILE',
    template:
      'Too many files and sockets are open in this process, so {0} could not be served. Close some sockets, or raise the limit (ulimit -n). (EMFILE)',
  },
  {
    code: 'ENFILE',
    template:
      'The whole system has too many files and sockets open, so {0} could not be served. Close some programs. (ENFILE)',
  },
  {
    code: 'ENETUNREACH',
    template:
      'There is no route to {0}: this machine is not connected to that network. Check the address, the network and the VPN. (ENETUNREACH)',
  },
  {
    code: 'EHOSTUNREACH',
    template:
      'There is no way to {0}: the host or its network cannot be reached. Check the address, and whether the host is on. (EHOSTUNREACH)',
  },
  {
    code: 'EMSGSIZE',
    template: 'The datagram to {0} is larger than the network path takes. Send fewer bytes in one datagram. (EMSGSIZE)',
  },
  {
    code: 'ENOENT',
    operations: ['listen'],
    template:
      'Cannot listen on {0}: its folder does not exist. Create the folder first, or choose another path. (ENOENT)',
  },
  {
    code: 'ENOENT',
    operations: ['read-file'],
    template: 'Cannot read {0}: there is no such file. Check the path. (ENOENT)',
  },
  {
    code: 'ENOENT',
    operations: ['write-file'],
    template: 'Cannot write {0}: there is no such file or folder any more. (ENOENT)',
  },
  {
    code: 'ENOENT',
    template: 'There is no socket at {0}: start its server first, or check the path. (ENOENT)',
  },
  { code: 'EISDIR', template: 'Cannot read {0}: it is a folder, not a file. Choose a file in it. (EISDIR)' },
  {
    code: 'ENOTSOCK',
    template: '{0} is a file, but not a socket: check the path. (ENOTSOCK)',
  },
  {
    code: 'EAFNOSUPPORT',
    template: 'This machine does not support the kind of address of {0}: is IPv6 switched off? (EAFNOSUPPORT)',
  },
  {
    code: 'EINVAL',
    template: 'The system does not accept {0}: check the address, and the zone of a link-local one. (EINVAL)',
  },
];

const FALLBACKS: Readonly<Record<Operation, string>> = {
  listen: 'Cannot listen on {0}: {1}. ({2})',
  accept: 'A connection on {0} could not be accepted: {1}. ({2})',
  dial: 'Cannot connect to {0}: {1}. ({2})',
  send: 'Cannot send to {0}: {1}. ({2})',
  receive: 'The connection with {0} broke: {1}. ({2})',
  'read-file': 'Cannot read {0}: {1}. ({2})',
  'write-file': 'Cannot write {0}: {1}. ({2})',
};

/** The system's code, such as `EADDRINUSE`; `UNKNOWN` where there is none. */
export function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return 'UNKNOWN';
}

/**
 * Turns what the system said into an error for people. One of ours is handed on as it is.
 *
 * @param subject The endpoint, peer or file, as users write it.
 */
export function explain(error: unknown, operation: Operation, subject: string): SockscopeError {
  if (error instanceof SockscopeError) return error;
  const code = codeOf(error);
  const row = EXPLANATIONS.find(
    (candidate) =>
      candidate.code === code &&
      (candidate.operations?.includes(operation) ?? true) &&
      (candidate.subject?.test(subject) ?? true),
  );
  if (row) return new SockscopeError(code, row.template, [subject], { cause: error });
  const text: MessageArgument = error instanceof Error ? error.message : String(error);
  return new SockscopeError(code, FALLBACKS[operation], [subject, text, code], { cause: error });
}
