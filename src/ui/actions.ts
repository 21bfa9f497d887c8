import type { Direction } from '../bytes/direction';
import { SockscopeError } from '../bytes/error';
import { formatEndpoint, parseEndpoint, parsePeer, requireZone, type Endpoint } from '../engine/endpoint';
import type { Connection } from '../engine/connection';
import type { Engine, LiveSocket } from '../engine/engine';
import { isEnded, type SocketInfo } from '../engine/socketInfo';
import type { IpEndpoint } from '../engine/tap';
import { encodePayloadText } from './commands/payloadInput';
import type {
  DialEndpointArgument,
  ReadBytesArgument,
  SendPayloadArgument,
  SocketArgument,
  SockscopeApi,
  StartListenerArgument,
} from './api';
import type { InspectorEditor } from './inspector/inspectorEditor';
import { requireConsent } from './safety/consent';
import { requireTrust } from './safety/trust';
import type { BytesSocket } from './sockets/socketNode';
import { checkArgument, optional } from './argument';
import { dialTimeout } from './settings';

/** Most bytes in one `readBytes`: 1 GiB. */
const MAX_READ_BYTES = 2 ** 30;

/**
 * What commands, the tree and other extensions can do with sockets. Everything that touches the network passes here, and
 * here alone trust and consent are asked for.
 */
export class SocketActions implements SockscopeApi {
  readonly version = 1;
  readonly #engine: Engine;
  readonly #inspector: InspectorEditor;

  constructor(engine: Engine, inspector: InspectorEditor) {
    this.#engine = engine;
    this.#inspector = inspector;
  }

  async startListener(argument: StartListenerArgument): Promise<SocketInfo> {
    checkArgument(argument, { address: 'string', service: optional('string'), backlog: optional('number') });
    return (await this.listen(parseEndpoint(argument.address), argument)).info();
  }

  async listen(endpoint: Endpoint, options: { service?: string; backlog?: number }): Promise<LiveSocket> {
    requireTrust();
    // What cannot be bound needs no consent.
    requireZone(endpoint);
    await requireConsent(endpoint);
    return this.#engine.listen(endpoint, options);
  }

  async dialEndpoint(argument: DialEndpointArgument): Promise<SocketInfo> {
    checkArgument(argument, { address: 'string', timeout: optional('number') });
    return (await this.dial(parseEndpoint(argument.address), argument)).info();
  }

  async dial(endpoint: Endpoint, options: { timeout?: number; signal?: AbortSignal }): Promise<BytesSocket> {
    requireTrust();
    return this.#engine.dial(endpoint, { timeout: dialTimeout(), ...options });
  }

  async sendPayload(argument: SendPayloadArgument): Promise<{ readonly bytes: number }> {
    checkArgument(argument, {
      socket: 'string',
      payload: optional('string'),
      bytes: optional('bytes'),
      to: optional('string'),
    });
    const { payload, bytes } = argument;
    if ((payload === undefined) === (bytes === undefined)) {
      throw new SockscopeError('BAD_ARGUMENT', 'Give either "payload" (payload syntax) or "bytes" (a Uint8Array).');
    }
    const socket = this.bytesSocket(argument.socket);
    const to = argument.to === undefined ? undefined : parsePeer(argument.to);
    requireTrust();
    return this.send(socket, bytes ?? (await encodePayloadText(payload ?? '')), to);
  }

  async send(socket: BytesSocket, bytes: Uint8Array, to?: IpEndpoint): Promise<{ readonly bytes: number }> {
    requireTrust();
    if (socket.kind === 'datagram') await socket.send(bytes, to);
    else if (!to) await socket.send(bytes);
    else {
      throw new SockscopeError('BAD_ARGUMENT', 'A connection sends to its peer alone: "to" is for UDP sockets.');
    }
    return { bytes: bytes.length };
  }

  async closeSocket(argument: SocketArgument): Promise<SocketInfo> {
    const socket = this.#socket(argument);
    await socket.close();
    return socket.info();
  }

  async shutdownSending(argument: SocketArgument): Promise<SocketInfo> {
    const connection = this.#connection(argument);
    await connection.shutdownSending();
    return connection.info();
  }

  async resetSocket(argument: SocketArgument): Promise<SocketInfo> {
    const connection = this.#connection(argument);
    await connection.reset();
    return connection.info();
  }

  async pauseReceiving(argument: SocketArgument): Promise<SocketInfo> {
    const connection = this.#openConnection(argument);
    connection.hold('user');
    return Promise.resolve(connection.info());
  }

  async resumeReceiving(argument: SocketArgument): Promise<SocketInfo> {
    const connection = this.#openConnection(argument);
    connection.release('user');
    return Promise.resolve(connection.info());
  }

  async listSockets(): Promise<SocketInfo[]> {
    return Promise.resolve([...this.#engine.sockets].map((socket) => socket.info()));
  }

  async readBytes(argument: ReadBytesArgument): Promise<Uint8Array> {
    checkArgument(argument, {
      socket: 'string',
      direction: 'string',
      offset: optional('number'),
      length: optional('number'),
    });
    const { offset = 0, length: wanted = Infinity } = argument;
    const direction = requireDirection(argument.direction);
    const socket = this.bytesSocket(argument.socket);
    if (!isPosition(offset) || !(isPosition(wanted) || wanted === Infinity)) {
      throw new SockscopeError('BAD_ARGUMENT', '"offset" and "length" must be whole numbers from 0 on.');
    }
    const total = direction === 'received' ? socket.bytesReceived : socket.bytesSent;
    const length = Math.min(Math.max(0, total - offset), wanted);
    if (length > MAX_READ_BYTES) {
      throw new SockscopeError(
        'READ_TOO_LARGE',
        '{0} bytes are more than one call returns ({1}): read them in parts.',
        [length, MAX_READ_BYTES],
      );
    }
    return this.#inspector.readBytes(socket, direction, offset, length);
  }

  async inspectBytes(argument: SocketArgument): Promise<void> {
    await this.inspect(this.#socket(argument));
  }

  async inspect(socket: LiveSocket, peer?: IpEndpoint): Promise<void> {
    await this.#inspector.show(socket, peer);
  }

  /** @throws SockscopeError `UNKNOWN_SOCKET`, `NOT_A_STREAM` */
  bytesSocket(id: string): BytesSocket {
    const socket = this.#engine.get(id);
    if (socket.kind !== 'listener') return socket;
    throw new SockscopeError(
      'NOT_A_STREAM',
      '{0} is a listener, which has no bytes of its own: name one of its connections.',
      [formatEndpoint(parseEndpoint(socket.info().local))],
    );
  }

  #socket(argument: SocketArgument): LiveSocket {
    checkArgument(argument, { socket: 'string' });
    return this.#engine.get(argument.socket);
  }

  #connection(argument: SocketArgument): Connection {
    const socket = this.#socket(argument);
    if (socket.kind === 'connection') return socket;
    throw new SockscopeError('NOT_A_CONNECTION', 'Only a connection can do this; {0} is not one.', [
      socket.info().local,
    ]);
  }

  #openConnection(argument: SocketArgument): Connection {
    const connection = this.#connection(argument);
    if (!isEnded(connection.state)) return connection;
    throw new SockscopeError('SOCKET_CLOSED', 'The connection to {0} is closed. Dial again to go on.', [
      connection.info().remote ?? connection.id,
    ]);
  }
}

function isPosition(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** @throws SockscopeError `BAD_ARGUMENT` */
function requireDirection(value: unknown): Direction {
  if (value === 'received' || value === 'sent') return value;
  throw new SockscopeError('BAD_ARGUMENT', '"direction" must be "received" or "sent", not "{0}".', [String(value)]);
}
