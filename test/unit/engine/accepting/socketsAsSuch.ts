/** The program that accepts, in a Node whose sockets can only be handed on as what they are. */
import net from 'node:net';

const send = process.send?.bind(process);
if (send) {
  process.send = ((message: unknown, handle: unknown, options: object, done: () => void) =>
    send(
      message,
      handle === undefined ? undefined : new net.Socket({ handle, manualStart: true } as net.SocketConstructorOpts),
      options,
      done,
    )) as NonNullable<typeof process.send>;
}
void import('../../../../src/engine/accepting/acceptor');
