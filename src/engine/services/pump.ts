/** How services send: as fast as the peer reads and no faster, so that nothing grows without a cap. */
import type { ServedConnection, Serving } from './service';

/**
 * A connection with this many bytes (1 MiB), or this many sends, waiting for its peer gets no more from its service until half of
 * them have left: the low water. The one that reaches it may have any size, since it is in memory already.
 */
const HIGH_WATER = { bytes: 1024 * 1024, sends: 1024 } as const;
const LOW_WATER = 0.5;

type Outflow = Pick<ServedConnection, 'bytesWaiting' | 'sendsWaiting'>;

function isFilled({ bytesWaiting, sendsWaiting }: Outflow, fraction: number): boolean {
  return bytesWaiting >= HIGH_WATER.bytes * fraction || sendsWaiting >= HIGH_WATER.sends * fraction;
}

/** What fails here has been recorded in the connection's own state, which the user sees. */
function ignoreEnded(): void {
  return undefined;
}

/** Answers what was received, behind whatever else is waiting; from high water to low nothing more is received. */
export function answer(connection: ServedConnection, bytes: Uint8Array): void {
  const sent = connection.answer(bytes);
  if (isFilled(connection, 1)) connection.hold('service');
  sent.then(() => {
    if (!isFilled(connection, LOW_WATER)) connection.release('service');
  }, ignoreEnded);
}

/** Sends `bytes`, and closes once the kernel has them all. */
export function sayAndClose(connection: ServedConnection, bytes: Uint8Array): void {
  connection.answer(bytes).then(() => connection.close(), ignoreEnded);
}

/** Says one thing to everybody: to a connection, which it then closes, and as the answer to each datagram. */
export function tellOnce(message: () => Uint8Array): Serving {
  return {
    serve: (connection) => {
      sayAndClose(connection, message());
      return {};
    },
    answer: message,
  };
}

/** FIN, behind what waits. */
export function shutdown(connection: ServedConnection): void {
  connection.shutdownSending().catch(ignoreEnded);
}

/**
 * Sends what `next` gives, without end: up to high water, and again from low water on. Ends with the connection, or with its
 * sending. Between two fillings the event loop turns, however fast the peer reads.
 *
 * @param next At least one byte, which nobody changes any more.
 */
export function pump(connection: ServedConnection, next: () => Uint8Array): void {
  let isRunning = true;
  let isScheduled = true;
  const fill = (): void => {
    isScheduled = false;
    while (isRunning && !isFilled(connection, 1)) {
      const before = connection.sendsWaiting;
      connection.answer(next()).then(refill, () => {
        isRunning = false;
      });
      // Refused, which its promise says only later.
      if (connection.sendsWaiting === before) return;
    }
  };
  const refill = (): void => {
    if (isScheduled || isFilled(connection, LOW_WATER)) return;
    isScheduled = true;
    setImmediate(fill);
  };
  fill();
}
