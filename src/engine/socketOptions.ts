/** Options of an open socket, as `setsockopt` has them: those that Node.js can set. */
import { SockscopeError } from '../base/error';
import type { LiveSocket } from './liveSocket';
import { isEnded } from './socketInfo';

export type SocketOptionId = 'noDelay' | 'keepAlive' | 'receiveBuffer' | 'sendBuffer' | 'ttl' | 'broadcast';

interface OptionFacts {
  readonly id: SocketOptionId;
  /** In C. */
  readonly name: string;
  /** Of a number; absent: the option is on or off. */
  readonly range?: readonly [number, number];
}

/** An option and what it is now. */
export interface SocketOption extends OptionFacts {
  /** Undefined where nobody knows: it was never set, and Node.js does not ask. */
  readonly value: boolean | number | undefined;
}

/** Bytes that may be asked for; the system grants what it allows. */
const MAX_BUFFER = 2 ** 30;

const FACTS = {
  noDelay: { id: 'noDelay', name: 'TCP_NODELAY' },
  keepAlive: { id: 'keepAlive', name: 'SO_KEEPALIVE' },
  receiveBuffer: { id: 'receiveBuffer', name: 'SO_RCVBUF', range: [1, MAX_BUFFER] },
  sendBuffer: { id: 'sendBuffer', name: 'SO_SNDBUF', range: [1, MAX_BUFFER] },
  ttl: { id: 'ttl', name: 'IP_TTL', range: [1, 255] },
  broadcast: { id: 'broadcast', name: 'SO_BROADCAST' },
} as const satisfies Readonly<Record<SocketOptionId, OptionFacts>>;

/** The options that a socket has now; none once it has ended. */
export function socketOptionsOf(socket: LiveSocket): SocketOption[] {
  if (isEnded(socket.state) || socket.kind === 'listener') return [];
  const values: Partial<Record<SocketOptionId, boolean | number | undefined>> | undefined = socket.options;
  return Object.values(FACTS).flatMap((facts) =>
    values && facts.id in values ? [{ ...facts, value: values[facts.id] }] : [],
  );
}

/**
 * Sets one of {@link socketOptionsOf}.
 *
 * @throws SockscopeError `BAD_OPTION`, what the permit throws where broadcasting needs consent, or a system code.
 */
export async function setSocketOption(socket: LiveSocket, id: SocketOptionId, value: boolean | number): Promise<void> {
  const option = socketOptionsOf(socket).find((each) => each.id === id);
  const { name, range }: OptionFacts = FACTS[id];
  if (!option || socket.kind === 'listener') {
    throw new SockscopeError('BAD_OPTION', '{0} is no option of this socket, or the socket is not open.', [name]);
  }
  if (range) {
    const [least, most] = range;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
      const template = '{0} must be a whole number from {1} to {2}, not {3}.';
      throw new SockscopeError('BAD_OPTION', template, [name, least, most, String(value)]);
    }
  } else if (typeof value !== 'boolean') {
    throw new SockscopeError('BAD_OPTION', '{0} is either on or off, not {1}.', [name, String(value)]);
  }
  await socket.setOption(id, value);
}
