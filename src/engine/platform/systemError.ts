import { getSystemErrorMap } from 'node:util';
import { SockscopeError, type MessageArgument, type Template } from '../../base/error';

/** What was tried when the system refused. */
export type Operation =
  'listen' | 'accept' | 'dial' | 'send' | 'receive' | 'join' | 'leave' | 'look-up' | 'read-file' | 'write-file';

/**
 * One row explains one system error at one operation: what was tried ({0} is the endpoint, the peer or the file), what the
 * system's answer means here, and what to do next. A row without operations serves all of them, one without systems each of
 * those; the first that fits is taken.
 */
export interface Explanation {
  readonly code: string;
  readonly operations?: readonly Operation[];
  /** Only for these endpoints, peers or files; absent: for all. */
  readonly subject?: RegExp;
  /** `process.platform` of the systems that mean this by it; absent: all. Whence it is known stands beside the row. */
  readonly systems?: readonly string[];
  readonly template: Template;
}

const UNIX = /^unix:/;
const PIPE = /^pipe:/;
const ABSTRACT = /^unix:@/;
const UDP = /^udp:/;
const TCP = /^(?:tcp|tls):/;
const IPV4_LOOPBACK = /^\w+:\/\/127\./;
const WINDOWS = ['win32'];
const MACOS = ['darwin'];
const IPV6_GROUP = /^udp:\/\/\[ff/;

export const EXPLANATIONS: readonly Explanation[] = [
  {
    code: 'ENOBUFS',
    operations: ['join', 'listen'],
    template:
      'Cannot join the group {0}: the socket has joined as many as the system allows (on Linux net.ipv4.igmp_max_memberships, 20). Leave one, or use another socket. (ENOBUFS)',
  },
  {
    code: 'ENETUNREACH',
    subject: IPV6_GROUP,
    template:
      'There is no route to the group {0} on this interface: Linux sends no IPv6 groups through loopback unless a route says so (ip -6 route add ff00::/8 dev lo table local). Name another interface, or use an IPv4 group. (ENETUNREACH)',
  },
  {
    code: 'EADDRINUSE',
    subject: ABSTRACT,
    template:
      'Cannot listen on {0}: another program has this abstract name. Close that program, or choose another name. (EADDRINUSE)',
  },
  // Of pipes, libuv, src/win/pipe.c: ERROR_ACCESS_DENIED of the first instance is EADDRINUSE, ERROR_PATH_NOT_FOUND is EACCES.
  {
    code: 'EADDRINUSE',
    subject: PIPE,
    template:
      'Cannot listen on {0}: another program has a named pipe of this name. Close that program, or choose another name. (EADDRINUSE)',
  },
  {
    code: 'EACCES',
    operations: ['listen'],
    subject: PIPE,
    template: 'Cannot listen on {0}: the system takes no such name for a pipe. Choose another one. (EACCES)',
  },
  {
    code: 'ENOENT',
    subject: PIPE,
    template: 'There is no named pipe {0}: start its server first, or check the name. (ENOENT)',
  },
  {
    code: 'EPERM',
    subject: PIPE,
    template:
      'Cannot reach {0}: permission denied. The server of this named pipe lets in certain users alone; ask whoever runs it. (EPERM)',
  },
  {
    code: 'EBUSY',
    subject: PIPE,
    template:
      'Cannot connect to {0}: its server is busy with as many clients as it takes. Wait, and dial again. (EBUSY)',
  },
  {
    code: 'EPIPE',
    subject: PIPE,
    template:
      'Cannot send to {0}: the named pipe is closed. It has no half-close: whoever ends what he sends closes it for both, and no answer reaches him any more. Answer before the end, or dial again. (EPIPE)',
  },
  {
    code: 'EADDRINUSE',
    template:
      'Cannot listen on {0}: the port is in use, by another program or by a connection that was closed a moment ago (TIME_WAIT). Close that program, wait a minute, or choose another port; port 0 takes a free one. (EADDRINUSE)',
  },
  {
    code: 'EACCES',
    operations: ['listen'],
    subject: UNIX,
    template:
      'Cannot listen on {0}: permission denied. A socket file can only be made in a folder that you may write to and enter; choose another path. (EACCES)',
  },
  // WSAEACCES there is a port in an excluded range, or one that its holder shares with nobody: Microsoft, "Windows Sockets Error
  // Codes" (10013) and "Using SO_REUSEADDR and SO_EXCLUSIVEADDRUSE". No port needs privileges. Hyper-V and WinNAT exclude blocks
  // of a hundred at each start: github.com/docker/for-win/issues/3171, github.com/microsoft/WSL/issues/5514.
  {
    code: 'EACCES',
    operations: ['listen'],
    subject: UDP,
    systems: WINDOWS,
    template:
      'Cannot listen on {0}: Windows keeps this port back, often in a block that Hyper-V or WinNAT has reserved, or another program shares it with nobody. No program shows as its holder; "netsh interface ipv4 show excludedportrange protocol=udp" shows the blocks. Choose another port; port 0 takes a free one. (EACCES)',
  },
  {
    code: 'EACCES',
    operations: ['listen'],
    subject: TCP,
    systems: WINDOWS,
    template:
      'Cannot listen on {0}: Windows keeps this port back, often in a block that Hyper-V or WinNAT has reserved, or another program shares it with nobody. No program shows as its holder; "netsh interface ipv4 show excludedportrange protocol=tcp" shows the blocks. Choose another port; port 0 takes a free one. (EACCES)',
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
  // ERROR_SHARING_VIOLATION, and ERROR_ACCESS_DENIED of a rename: libuv, src/win/error.c.
  {
    code: 'EPERM',
    operations: ['write-file'],
    systems: WINDOWS,
    template:
      'Cannot write {0}: another program has the file open, or it is read-only. Windows lets nobody replace it meanwhile; close it there, and try again. (EPERM)',
  },
  {
    code: 'EBUSY',
    operations: ['write-file'],
    systems: WINDOWS,
    template:
      'Cannot write {0}: another program has the file open, or it is read-only. Windows lets nobody replace it meanwhile; close it there, and try again. (EBUSY)',
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
  // lo0 has 127.0.0.1 alone, of a network of 2^24 addresses: ifconfig(8), "alias".
  {
    code: 'EADDRNOTAVAIL',
    operations: ['listen'],
    subject: IPV4_LOOPBACK,
    systems: MACOS,
    template:
      'Cannot listen on {0}: macOS has 127.0.0.1 and none of the other loopback addresses unless it is given them (sudo ifconfig lo0 alias 127.0.0.2). Use 127.0.0.1 and another port. (EADDRNOTAVAIL)',
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
    subject: ABSTRACT,
    template:
      'Nobody listens on {0}: no program of this network namespace has this abstract name. Start the server first, or check the name. (ECONNREFUSED)',
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
    operations: ['look-up'],
    template:
      'Nobody knows the name {0}, neither the hosts file nor DNS: check its spelling; a short name may need its domain. (ENOTFOUND)',
  },
  {
    code: 'EAI_AGAIN',
    operations: ['look-up'],
    template:
      'The name {0} could not be looked up just now: no name server answered. Check the network, and try again. (EAI_AGAIN)',
  },
  {
    code: 'ETIMEDOUT',
    operations: ['look-up'],
    template:
      'The name {0} could not be looked up in time: no name server answered. Check the network, and try again. (ETIMEDOUT)',
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
  // After RST Windows sends SYN again, and again: Microsoft, KB 175523; daniel.haxx.se/blog/2024/08/14/slow-tcp-connect-on-windows.
  {
    code: 'ETIMEDOUT',
    operations: ['dial'],
    subject: TCP,
    systems: WINDOWS,
    template:
      '{0} did not answer in time. The host may be down, or a firewall drops the packets; or nobody listens there, which Windows tells only after two seconds, since it asks three times. Check the address, or allow a longer timeout. (ETIMEDOUT)',
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
  // net.inet.udp.maxdgram is 9216 there: apple-oss-distributions/xnu, bsd/netinet/udp_usrreq.c, `udp_sendspace`.
  {
    code: 'EMSGSIZE',
    systems: MACOS,
    template:
      'The datagram to {0} is larger than macOS sends, which is 9,216 bytes with its headers unless it is told otherwise (sudo sysctl net.inet.udp.maxdgram=65535), or than the network path takes. Send fewer bytes in one datagram. (EMSGSIZE)',
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

const FALLBACKS: Readonly<Record<Operation, Template>> = {
  listen: 'Cannot listen on {0}: {1}. ({2})',
  join: 'Cannot join the group {0}: {1}. ({2})',
  leave: 'Cannot leave the group {0}: {1}. ({2})',
  accept: 'A connection on {0} could not be accepted: {1}. ({2})',
  dial: 'Cannot connect to {0}: {1}. ({2})',
  send: 'Cannot send to {0}: {1}. ({2})',
  'look-up': 'The name {0} could not be looked up: {1}. ({2})',
  receive: 'The connection with {0} broke: {1}. ({2})',
  'read-file': 'Cannot read {0}: {1}. ({2})',
  'write-file': 'Cannot write {0}: {1}. ({2})',
};

/** The system's code, such as `EADDRINUSE`; `UNKNOWN` where there is none. */
export function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return 'UNKNOWN';
}

/** The system's own words, without the code, which stands behind them, and without what Node adds to them. */
function systemText(error: unknown, code: string): string {
  if (!(error instanceof Error)) return String(error);
  const { errno, message } = error as NodeJS.ErrnoException;
  const [, words] = (errno === undefined ? undefined : getSystemErrorMap().get(errno)) ?? [];
  return words ?? (message.startsWith(`${code}: `) ? message.slice(code.length + 2) : message);
}

/**
 * Turns what the system said into an error for people. One of ours is handed on as it is.
 *
 * @param subject The endpoint, peer or file, as users write it.
 * @param platform `process.platform` of the system that said it.
 */
export function explain(
  error: unknown,
  operation: Operation,
  subject: string,
  platform: string = process.platform,
): SockscopeError {
  if (error instanceof SockscopeError) return error;
  const code = codeOf(error);
  const row = EXPLANATIONS.find(
    (candidate) =>
      candidate.code === code &&
      (candidate.operations?.includes(operation) ?? true) &&
      (candidate.systems?.includes(platform) ?? true) &&
      (candidate.subject?.test(subject) ?? true),
  );
  if (row) return new SockscopeError(code, row.template, [subject], { cause: error });
  const text: MessageArgument = systemText(error, code);
  return new SockscopeError(code, FALLBACKS[operation], [subject, text, code], { cause: error });
}
