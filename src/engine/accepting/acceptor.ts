/**
 * A program of its own, which accepts for one listener. libuv accepts whatever comes, and knows no other way: so that clients wait in
 * the kernel, whole as they are, only while the process that has the listening socket stands still. This one does, in a blocking
 * read, between any two of them.
 */
import { readSync } from 'node:fs';
import net from 'node:net';
import { GATE, type FromAcceptor, type ToAcceptor } from './acceptorMessages';

/** Milliseconds between two looks where the read does not block by itself. */
const PATIENCE = 5;

const byte = new Uint8Array(1);
const never = new Int32Array(new SharedArrayBuffer(4));
/** How many bytes came through the gate. */
let turn = 0;
/** It may accept one, and nobody has come yet. */
let isArmed = false;
/** Clients that are accepted and not handed on yet: one at most, as libuv does it. */
let handing = 0;

// Who started it ends it. Keys in a terminal are meant for that one.
process.on('SIGINT', () => undefined);
process.on('SIGHUP', () => undefined);
process.on('disconnect', () => process.exit(0));

const server = net.createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true });
server.on('connection', (socket) => {
  isArmed = false;
  handing++;
  // Node hands on handles as they are, though it is not documented; as a socket the other side would read it at once.
  const handle = (socket as { _handle?: net.Socket | null })._handle ?? socket;
  tell({ kind: 'accepted' }, handle, () => {
    // Else this process would keep it open when the other one closes it.
    socket.destroy();
    if (--handing === 0) standStill();
  });
});
server.on('error', (error: NodeJS.ErrnoException) => {
  const { code = '', syscall = '', message } = error;
  tell({ kind: 'failed', code, syscall, message });
});

process.on('message', (message: ToAcceptor, socket: unknown) => {
  switch (message.kind) {
    case 'listen':
      server.listen({ ...message.options, exclusive: true }, listening);
      return;
    case 'take':
      (server.listen as (handle: unknown, backlog: number, done: () => void) => void)(
        socket,
        message.backlog,
        listening,
      );
      return;
    case 'halt':
      if (!isArmed || message.turn !== turn) return;
      isArmed = false;
      tell({ kind: 'halted' });
      standStill();
      return;
  }
});

function listening(): void {
  const address = server.address();
  tell({
    kind: 'listening',
    ...(typeof address === 'object' && address ? { address: { address: address.address, port: address.port } } : {}),
  });
  // Not a turn of the loop later: it would accept the first one.
  standStill();
}

function standStill(): void {
  while (!hasRead()) Atomics.wait(never, 0, 0, PATIENCE);
  turn++;
  isArmed = true;
}

function hasRead(): boolean {
  try {
    if (readSync(GATE, byte) > 0) return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return false;
  }
  // Whom it accepts for is gone.
  return process.exit(0);
}

function tell(message: FromAcceptor, handle?: net.Socket, done?: () => void): void {
  process.send?.(message, handle, { keepOpen: true }, done);
}
