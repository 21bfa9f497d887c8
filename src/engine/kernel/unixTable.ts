/** Linux' table of its Unix sockets, /proc/net/unix, as text: proc(5) and unix_seq_show() in net/unix/af_unix.c. */

export interface KernelUnixSocket {
  /** As people write it: a path, `@name` for an abstract name, or nothing for one without. */
  readonly path: string;
  readonly type: 'stream' | 'datagram' | 'packets';
  readonly state: 'listen' | 'connected' | 'connecting' | 'unconnected';
  /** Names the socket in /proc/PID/fd. */
  readonly inode: number;
}

/** `SOCK_STREAM`, `SOCK_DGRAM` and `SOCK_SEQPACKET`, on all but a few architectures that Node does not run on. */
const TYPES: Readonly<Record<string, KernelUnixSocket['type']>> = {
  '0001': 'stream',
  '0002': 'datagram',
  '0005': 'packets',
};

/** `SO_ACCEPTCON` of include/uapi/linux/net.h. */
const LISTENS = 0x10000;

/** `socket_state` of include/uapi/linux/net.h. */
const STATES: Readonly<Record<string, KernelUnixSocket['state']>> = {
  '01': 'unconnected',
  '02': 'connecting',
  '03': 'connected',
};

const LINE = /^[0-9a-f]+: [0-9A-F]+ [0-9A-F]+ ([0-9A-F]+) ([0-9A-F]{4}) ([0-9A-F]{2})\s+(\d+)(?: (.*))?$/;

/** One line of the table; undefined when it is none. */
export function parseUnixLine(line: string): KernelUnixSocket | undefined {
  const match = LINE.exec(line);
  if (!match) return undefined;
  const [, flags = '', type = '', state = '', inode = '', path = ''] = match;
  const kind = TYPES[type];
  const known = (Number.parseInt(flags, 16) & LISTENS) !== 0 ? 'listen' : STATES[state];
  return kind && known && { path, type: kind, state: known, inode: Number(inode) };
}
