import { SockscopeError, type MessageArgument } from '../bytes/error';

/** What was tried when the system refused. */
export type Operation = 'listen' | 'accept' | 'dial' | 'send' | 'receive' | 'read-file';

/**
 * One row explains one system error at one operation: what was tried ({0} is the endpoint, the peer or the file), what the
 * system's answer means here, and what to do next. A row without operations serves all of them.
 */
interface Explanation {
  readonly code: string;
  readonly operations?: readonly Operation[];
  readonly template: string;
}

const EXPLANATIONS: readonly Explanation[] = [
  {
    code: 'EADDRINUSE',
    template:
      'Cannot listen on {0}: another program already uses this port. Close it, or choose another port; port 0 takes a free one. (EADDRINUSE)',
  },
  {
    code: 'EACCES',
    operations: ['listen'],
    template:
      'Cannot listen on {0}: permission denied. Ports below 1024 are reserved for privileged programs on most systems, and a Unix socket needs a writable folder; choose a port from 1024 on, or another path. (EACCES)',
  },
  {
    code: 'EACCES',
    operations: ['read-file'],
    template: 'Cannot read {0}: permission denied. Change the file’s permissions, or choose another file. (EACCES)',
  },
  {
    code: 'EACCES',
    template: 'Cannot reach {0}: permission denied by the system, its firewall or the socket file’s mode. (EACCES)',
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
    template: '{0} stopped answering: the connection timed out. (ETIMEDOUT)',
  },
  {
    code: 'ECONNRESET',
    template:
      'The connection with {0} was reset by the peer: it sent RST instead of closing, so what was still on its way is lost. (ECONNRESET)',
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
    template: 'The system has too many files and sockets open, so {0} could not be served. (ENFILE)',
  },
  {
    code: 'ENETUNREACH',
    template: 'There is no route to {0}: this machine is not connected to that network. (ENETUNREACH)',
  },
  {
    code: 'EHOSTUNREACH',
    template: 'There is no way to {0}: the host or its network cannot be reached. (EHOSTUNREACH)',
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
    template: 'Cannot read {0}: there is no such file. (ENOENT)',
  },
  {
    code: 'ENOENT',
    template: 'There is no socket at {0}: start its server first, or check the path. (ENOENT)',
  },
  { code: 'EISDIR', template: 'Cannot read {0}: it is a folder, not a file. (EISDIR)' },
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
};

function codeOf(error: unknown): string {
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
    (candidate) => candidate.code === code && (candidate.operations?.includes(operation) ?? true),
  );
  if (row) return new SockscopeError(code, row.template, [subject], { cause: error });
  const text: MessageArgument = error instanceof Error ? error.message : String(error);
  return new SockscopeError(code, FALLBACKS[operation], [subject, text, code], { cause: error });
}
