import { SockscopeError } from '../base/error';
import { formatEndpoint, parseEndpoint } from './address/endpoint';
import type { Connection } from './connection';
import type { DatagramSocket } from './datagramSocket';
import type { Engine } from './engine';

/** A socket that bytes can be sent on, and that has received some. */
export type BytesSocket = Connection | DatagramSocket;

/** @throws SockscopeError `UNKNOWN_SOCKET`, `NOT_A_STREAM` */
export function bytesSocketOf(engine: Pick<Engine, 'get'>, id: string): BytesSocket {
  const socket = engine.get(id);
  if (socket.kind !== 'listener') return socket;
  throw new SockscopeError(
    'NOT_A_STREAM',
    '{0} is a listener, which has no bytes of its own: name one of its connections.',
    [formatEndpoint(parseEndpoint(socket.info().local))],
  );
}
