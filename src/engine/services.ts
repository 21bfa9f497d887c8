import type { Connection } from './connection';

/** What a listener does by itself with each of its connections. Failures to send end up in the connection's state. */
export interface StreamService {
  readonly opened?: (connection: Connection) => void;
  readonly received: (connection: Connection, bytes: Uint8Array) => void;
  /** The peer sent FIN. */
  readonly ended: (connection: Connection) => void;
}

/** The answer to a datagram. */
export type DatagramService = (bytes: Uint8Array) => Uint8Array;

export interface Service {
  readonly id: string;
  /** In a few words, for pickers. */
  readonly description: string;
  /** Absent: the user answers. */
  readonly stream?: StreamService;
  /** Absent: datagrams are not answered by themselves. */
  readonly datagram?: DatagramService;
}

/** An echo with this many bytes (1 MiB), or this many chunks, on their way back stops reading until half of them have left. */
const ECHO_HIGH_WATER = { bytes: 1024 * 1024, chunks: 1024 } as const;

/** What fails here has been recorded in the connection's own state, which the user sees. */
function ignoreEnded(): void {
  return undefined;
}

function isEchoFilled({ bytesWaiting, sendsWaiting }: Connection, fraction: number): boolean {
  return bytesWaiting >= ECHO_HIGH_WATER.bytes * fraction || sendsWaiting >= ECHO_HIGH_WATER.chunks * fraction;
}

function echo(connection: Connection, bytes: Uint8Array): void {
  const sent = connection.send(bytes);
  if (isEchoFilled(connection, 1)) connection.hold('service');
  sent.then(() => {
    if (!isEchoFilled(connection, 0.5)) connection.release('service');
  }, ignoreEnded);
}

function shutdown(connection: Connection): void {
  connection.shutdownSending().catch(ignoreEnded);
}

const LONG_DATE = new Intl.DateTimeFormat('en-US', {
  timeZone: 'UTC',
  weekday: 'long',
  month: 'long',
  day: 'numeric',
  year: 'numeric',
});

/** One line, as RFC 867 leaves it to us: `Saturday, November 21, 2026 21:10:03-UTC`. */
export function daytimeLine(now: Date): Uint8Array {
  return new TextEncoder().encode(`${LONG_DATE.format(now)} ${now.toISOString().slice(11, 19)}-UTC\r\n`);
}

const nothing = (): void => undefined;

export const SERVICES: readonly Service[] = [
  { id: 'manual', description: 'You answer' },
  {
    id: 'echo',
    description: 'Sends everything back (RFC 862)',
    stream: { received: echo, ended: shutdown },
    datagram: (bytes) => bytes,
  },
  {
    id: 'discard',
    description: 'Reads and throws away (RFC 863)',
    stream: { received: nothing, ended: shutdown },
  },
  {
    id: 'daytime',
    description: 'Sends the date and time, then closes (RFC 867)',
    stream: {
      opened: (connection) => {
        connection.send(daytimeLine(new Date())).catch(ignoreEnded);
        void connection.close();
      },
      received: nothing,
      ended: nothing,
    },
    datagram: () => daytimeLine(new Date()),
  },
];

export function findService(id: string): Service | undefined {
  return SERVICES.find((service) => service.id === id.toLowerCase());
}
