import { SockscopeError } from '../../base/error';
import { cutShort } from '../../engine/cutShort';
import type { Engine } from '../../engine/engine';
import type { LiveSocket } from '../../engine/liveSocket';
import { isEnded } from '../../engine/socketInfo';
import type { Terminal } from '../terminal/terminal';
import type { ByteSource } from './byteSource';
import { ENDING_GRACE } from './engineEnd';

export interface Exchange {
  readonly engine: Engine;
  /** Connected. */
  readonly socket: Exclude<LiveSocket, { readonly kind: 'listener' }>;
  /** Over a datagram socket each piece is a datagram. */
  readonly source: ByteSource;
  /** Milliseconds; absent: for as long as the peer likes. */
  readonly wait?: number;
  readonly terminal: Terminal;
  /** Where what comes is written, if not to the terminal: while it is full, nothing is received. */
  readonly output?: Terminal;
  /** A conversation: the end of the source is told the peer (FIN), and an interruption is a way to end it like others. */
  readonly isTalk?: boolean;
  /** When the peer ends its sending, nothing more is sent either: whoever types sees that it is over. */
  readonly endsWithPeer?: boolean;
}

/**
 * Sends all bytes and receives until the peer ends it, or until nothing has come for a while since the kernel took the
 * last byte and the terminal what had come.
 *
 * @throws SockscopeError `SEND_CUT_SHORT`, `SEND_INTERRUPTED`, or what ended the connection afterwards
 */
export async function exchange(options: Exchange): Promise<void> {
  const { socket, source, terminal, isTalk = false, endsWithPeer = false } = options;
  const sent: Sent = { isWhole: false };
  await untilEnd(options, sent);
  const error = sent.error ?? socket.error;
  const isDone = sent.isWhole || (error === undefined && ((isTalk && terminal.isInterrupted) || endsWithPeer));
  if (!isDone) throw await notSent(socket, source.length, error);
  if (error !== undefined) throw error;
}

/** What became of the bytes to be sent. */
interface Sent {
  isWhole: boolean;
  error?: Error;
}

function untilEnd(options: Exchange, sent: Sent): Promise<void> {
  const { engine, socket, wait, terminal, output = terminal, endsWithPeer = false } = options;
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    let lastLook: NodeJS.Immediate | undefined;
    const stopWaiting = (): void => {
      clearTimeout(timer);
      clearImmediate(lastLook);
    };
    const finish = (): void => {
      stopWaiting();
      engine.off('socket', look);
      resolve();
    };
    const restart = (): void => {
      stopWaiting();
      if (!sent.isWhole || wait === undefined) return;
      timer = setTimeout(() => {
        // This process may have had no turn for all that time: what the system holds is read before an immediate runs.
        lastLook = setImmediate(onQuiet);
      }, wait);
    };
    const onQuiet = (): void => {
      // While the output is full, nothing is received: that is no silence of the peer.
      if (output.hasRoom) finish();
      else void output.room().then(restart);
    };
    const settled = sendUntilInterrupted(options).then(
      (isWhole) => {
        sent.isWhole = isWhole;
        restart();
        look();
      },
      (error: unknown) => {
        sent.error = error instanceof Error ? error : new Error(String(error));
        finish();
      },
    );
    const look = (): void => {
      if (isEnded(socket.state)) {
        // The end refuses what was not sent, if there is any; nobody waits for what has not come yet.
        terminal.closeInput();
        void settled.then(finish);
      } else if (socket.state === 'half-closed-remote' && (sent.isWhole || endsWithPeer)) finish();
    };
    socket.onReceive(restart);
    engine.on('socket', look);
    void terminal
      .interruption()
      .then(() => settled)
      .then(finish);
    look();
  });
}

/** Whether all was sent: at the interruption, what has not begun to be sent is taken back. */
async function sendUntilInterrupted({ socket, source, terminal, isTalk = false }: Exchange): Promise<boolean> {
  for await (const piece of source.pieces) {
    if (socket.kind === 'connection') {
      const { sent } = await socket.sendUntil(piece, terminal.interrupted);
      if (sent < piece.length) return false;
    } else if ((await terminal.unlessInterrupted(socket.send(piece).then(() => true))) === undefined) {
      // A datagram goes whole or not at all.
      return false;
    }
  }
  if (isTalk && socket.kind === 'connection' && !isEnded(socket.state) && !terminal.isInterrupted) {
    await terminal.unlessInterrupted(socket.shutdownSending());
  }
  return !terminal.isInputCut || source.length !== undefined;
}

async function notSent(
  socket: Exchange['socket'],
  total: number | undefined,
  error: Error | undefined,
): Promise<Error> {
  if (socket.kind === 'datagram') return error ?? interrupted(socket.bytesSent, total, false);
  if (error !== undefined) return cutShort(socket, socket.bytesSent, total, error);
  // A piece that is on its way goes on being sent: only when the socket is closed it is known how far it came.
  await socket.close(ENDING_GRACE);
  return interrupted(socket.bytesSent, total, socket.doubt?.code === 'SENT_UNSURE');
}

function interrupted(sent: number, total: number | undefined, isUnsure: boolean): Error {
  const [sure, unsure] =
    total === undefined
      ? ['Interrupted when {0} bytes were sent.', 'Interrupted when at least {0} bytes were sent.']
      : ['Interrupted when {0} of {1} bytes were sent.', 'Interrupted when at least {0} of {1} bytes were sent.'];
  return new SockscopeError('SEND_INTERRUPTED', isUnsure ? unsure : sure, [sent, total ?? 0]);
}
