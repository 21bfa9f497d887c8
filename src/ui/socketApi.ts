import type { Direction } from '../base/direction';
import { SockscopeError } from '../base/error';
import { unboundedReads } from '../engine/receiveCall';
import { parseEndpoint, parsePeer } from '../engine/address/endpoint';
import { requireHalfClose } from '../engine/address/schemes';
import type { Connection } from '../engine/connection';
import type { DatagramSocket } from '../engine/datagramSocket';
import type { Engine } from '../engine/engine';
import type { Listener } from '../engine/listener';
import type { LiveSocket } from '../engine/liveSocket';
import type { SidedImpairments } from '../engine/relay/runningRelay';
import { isEnded, type SocketInfo } from '../engine/socketInfo';
import type { SocketActions } from './actions';
import type { GroupArgument, SocketArgument, SockscopeApi } from './api';
import { checkArgument, checkChoice, optional, pick } from '../base/argument';
import { readBreakPattern } from '../wire/payload/breakPattern';
import { readWorkspaceFile } from './commands/workspaceFile';
import { encodePayloadText } from './commands/payloadInput';
import type { InspectorEditor } from './inspector/inspectorEditor';
import { DIAL_TLS_SHAPE, fieldNamesOf, LISTEN_TLS_SHAPE, MULTICAST_SHAPE } from './optionShapes';
import { requireTrust } from './safety/trust';
import { readServiceOptions } from './serviceOptions';
import { readTlsArgument } from './tlsArgument';

/** Most bytes in one `readBytes`: 1 GiB. */
const MAX_READ_BYTES = 2 ** 30;

/** What `activate` returns: the documented functions and nothing besides, each usable without the object too. */
export function socketApi(engine: Engine, actions: SocketActions, inspector: InspectorEditor): SockscopeApi {
  return Object.freeze<SockscopeApi>({
    version: 1,

    async startListener(argument) {
      checkArgument(argument, {
        address: 'string',
        service: optional('string'),
        options: optional('object'),
        backlog: optional('number'),
        v6only: optional('boolean'),
        mode: optional('string'),
        accept: optional('boolean'),
        ...MULTICAST_SHAPE,
        ...LISTEN_TLS_SHAPE,
      });
      const endpoint = parseEndpoint(argument.address);
      const { service, options: given } = argument;
      // Payloads may read files.
      if (given) requireTrust();
      const reading = readTlsArgument(pick(argument, fieldNamesOf(LISTEN_TLS_SHAPE)));
      const tls = reading && (await reading);
      const options = given && { options: await readServiceOptions(service, given) };
      const general = pick(argument, [
        'service',
        'backlog',
        'v6only',
        'mode',
        'accept',
        ...fieldNamesOf(MULTICAST_SHAPE),
      ]);
      return (await actions.listen(endpoint, { ...general, ...options, ...tls })).info();
    },

    async dialEndpoint(argument) {
      checkArgument(argument, {
        address: 'string',
        timeout: optional('number'),
        from: optional('string'),
        ...MULTICAST_SHAPE,
        ...DIAL_TLS_SHAPE,
      });
      const endpoint = parseEndpoint(argument.address);
      const reading = readTlsArgument(pick(argument, fieldNamesOf(DIAL_TLS_SHAPE)));
      // Without any the socket is listed at once.
      const tls = reading && (await reading);
      return (
        await actions.dial(endpoint, {
          ...pick(argument, ['timeout', 'from', ...fieldNamesOf(MULTICAST_SHAPE)]),
          ...tls,
        })
      ).info();
    },

    async sendPayload(argument) {
      requireTrust();
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
      const socket = actions.bytesSocket(argument.socket);
      const to = argument.to === undefined ? undefined : parsePeer(argument.to);
      // What is the caller's may change as soon as this has settled, and the record still holds what was sent.
      return actions.send(socket, bytes ? new Uint8Array(bytes) : await encodePayloadText(payload ?? ''), to);
    },

    async closeSocket(argument) {
      const socket = socketOf(engine, argument);
      await socket.close();
      return socket.info();
    },

    async shutdownSending(argument) {
      const connection = connectionOf(engine, argument);
      requireHalfClose(connection.scheme);
      await connection.shutdownSending();
      return connection.info();
    },

    async resetSocket(argument) {
      const connection = connectionOf(engine, argument);
      await connection.reset();
      return connection.info();
    },

    async pauseReceiving(argument) {
      const connection = openConnectionOf(engine, argument);
      connection.hold('user');
      return Promise.resolve(connection.info());
    },

    async resumeReceiving(argument) {
      const connection = openConnectionOf(engine, argument);
      connection.release('user');
      return Promise.resolve(connection.info());
    },

    async receiveNext(argument) {
      checkArgument(argument, { socket: 'string', length: 'number' });
      if (socketOf(engine, argument).kind === 'datagram') throw unboundedReads('udp');
      const { got, left } = await openConnectionOf(engine, argument).recv(argument.length);
      return { bytes: got, ...(left === undefined ? {} : { left }) };
    },

    async stopAccepting(argument) {
      const listener = listenerOf(engine, argument);
      await listener.stopAccepting();
      return lookedAt(engine, listener);
    },

    async startAccepting(argument) {
      const listener = listenerOf(engine, argument);
      listener.startAccepting();
      return lookedAt(engine, listener);
    },

    async acceptOne(argument) {
      const listener = listenerOf(engine, argument);
      await listener.acceptOne();
      return lookedAt(engine, listener);
    },

    async joinGroup(argument) {
      const socket = groupSocketOf(engine, argument);
      await socket.joinGroup(argument.group, argument.interface);
      return socket.info();
    },

    async leaveGroup(argument) {
      const socket = groupSocketOf(engine, argument);
      socket.leaveGroup(argument.group, argument.interface);
      return Promise.resolve(socket.info());
    },

    async startRelay(argument) {
      checkArgument(argument, {
        address: 'string',
        target: 'string',
        impairments: optional('object'),
        seed: optional('number'),
        ...RELAY_OWN_TLS,
        ...RELAY_TARGET_TLS,
      });
      const endpoint = parseEndpoint(argument.address);
      const target = parseEndpoint(argument.target);
      const own = await readTlsArgument(pick(argument, fieldNamesOf(RELAY_OWN_TLS)));
      const targets = await readTlsArgument(pick(argument, fieldNamesOf(RELAY_TARGET_TLS)));
      const relay = await actions.relay(endpoint, target, {
        ...pick(argument, ['seed']),
        impairments: sidesOf(argument.impairments ?? {}),
        ...own,
        ...(targets?.tls ? { targetTls: targets.tls } : {}),
      });
      return relay.info();
    },

    async setImpairments(argument) {
      requireTrust();
      checkArgument(argument, {
        socket: 'string',
        client: optional('object'),
        server: optional('object'),
        seed: optional('number'),
      });
      const relay = engine.relayOf(engine.get(argument.socket));
      if (argument.seed !== undefined) relay.state.setSeed(argument.seed);
      relay.set(sidesOf(pick(argument, ['client', 'server'])));
      return Promise.resolve(relay.socket.info());
    },

    async inject(argument) {
      requireTrust();
      checkArgument(argument, {
        socket: 'string',
        to: 'string',
        payload: optional('string'),
        bytes: optional('bytes'),
        peer: optional('string'),
      });
      const { payload, bytes, peer } = argument;
      if ((payload === undefined) === (bytes === undefined)) {
        throw new SockscopeError('BAD_ARGUMENT', 'Give either "payload" (payload syntax) or "bytes" (a Uint8Array).');
      }
      const to = checkChoice('to', argument.to, ['client', 'server']);
      const socket = engine.get(argument.socket);
      const relay = engine.relayOf(socket);
      const injected = bytes ? new Uint8Array(bytes) : await encodePayloadText(payload ?? '');
      await relay.inject(to, injected, socket, peer === undefined ? undefined : parsePeer(peer));
      return { bytes: injected.length };
    },

    async breakOn(argument) {
      requireTrust();
      checkArgument(argument, {
        socket: 'string',
        from: optional('string'),
        pattern: optional('string'),
        off: optional('boolean'),
      });
      const { from, pattern, off = false } = argument;
      if (off && (from !== undefined || pattern !== undefined)) {
        throw new SockscopeError('BAD_ARGUMENT', 'With "off" nothing is held: leave "from" and "pattern" out.');
      }
      const side = from === undefined ? undefined : checkChoice('from', from, ['client', 'server']);
      const relay = engine.relayOf(engine.get(argument.socket));
      const read = pattern === undefined ? undefined : await readBreakPattern(pattern, { readFile: readWorkspaceFile });
      relay.breakOn(off ? undefined : { ...(side ? { from: side } : {}), ...(read ? { pattern: read } : {}) });
      return relay.socket.info();
    },

    async heldMessages(argument) {
      const socket = socketOf(engine, argument);
      const held = engine.relayOf(socket).heldOf(socket);
      return Promise.resolve(
        held.map(({ id, from, flow, peer, bytes, since, behind }) => {
          return { id, from, flow, peer, bytes: new Uint8Array(bytes), since, behind };
        }),
      );
    },

    async forwardHeld(argument) {
      requireTrust();
      checkArgument(argument, {
        socket: 'string',
        message: optional('number'),
        payload: optional('string'),
        bytes: optional('bytes'),
      });
      const { message, payload, bytes } = argument;
      if (payload !== undefined && bytes !== undefined) {
        throw new SockscopeError('BAD_ARGUMENT', 'Give either "payload" (payload syntax) or "bytes" (a Uint8Array).');
      }
      const { breakpoints } = engine.relayOf(engine.get(argument.socket));
      const typed = payload === undefined ? undefined : await encodePayloadText(payload);
      const edited = bytes ? new Uint8Array(bytes) : typed;
      if (message !== undefined) {
        breakpoints.forward(message, edited);
        return { messages: 1 };
      }
      if (edited) throw new SockscopeError('BAD_ARGUMENT', '"message" says which one becomes other bytes.');
      return { messages: breakpoints.forwardAll() };
    },

    async dropHeld(argument) {
      requireTrust();
      checkArgument(argument, { socket: 'string', message: 'number' });
      const relay = engine.relayOf(engine.get(argument.socket));
      relay.breakpoints.drop(argument.message);
      return Promise.resolve(relay.socket.info());
    },

    async listSockets(): Promise<SocketInfo[]> {
      const sockets = [...engine.sockets];
      const holding = sockets.filter((socket) => socket.kind === 'listener').filter(({ letsWait }) => letsWait);
      await Promise.all(holding.map((listener) => engine.lookAtWaiting(listener)));
      return sockets.map((socket) => socket.info());
    },

    async readBytes(argument) {
      checkArgument(argument, {
        socket: 'string',
        direction: 'string',
        offset: optional('number'),
        length: optional('number'),
      });
      const { offset = 0, length: wanted = Infinity } = argument;
      const direction = requireDirection(argument.direction);
      const socket = actions.bytesSocket(argument.socket);
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
      return inspector.readBytes(socket, direction, offset, length);
    },

    async inspectBytes(argument) {
      await actions.inspect(socketOf(engine, argument));
    },
  });
}

/** What an argument may say of TLS at a relay's own side, and of that with its target. */
const RELAY_OWN_TLS = { cert: optional('string'), key: optional('string') } as const;
const RELAY_TARGET_TLS = {
  ca: optional('string'),
  insecure: optional('boolean'),
  servername: optional('string'),
} as const;

/** What was said of each side; the engine holds it against what there is. */
function sidesOf(given: Readonly<Record<string, unknown>>): SidedImpairments {
  checkArgument(given, { client: optional('object'), server: optional('object') });
  return pick(given, ['client', 'server']);
}

function socketOf(engine: Engine, argument: SocketArgument): LiveSocket {
  checkArgument(argument, { socket: 'string' });
  return engine.get(argument.socket);
}

function connectionOf(engine: Engine, argument: SocketArgument): Connection {
  const socket = socketOf(engine, argument);
  if (socket.kind === 'connection') return socket;
  throw new SockscopeError('NOT_A_CONNECTION', 'Only a connection can do this; {0} is not one.', [socket.info().local]);
}

function listenerOf(engine: Engine, argument: SocketArgument): Listener {
  const socket = socketOf(engine, argument);
  if (socket.kind === 'listener') return socket;
  throw new SockscopeError('NOT_A_LISTENER', 'Only a listener of streams accepts; {0} is not one.', [
    socket.info().local,
  ]);
}

/** With the clients that wait for it at this moment. */
async function lookedAt(engine: Engine, listener: Listener): Promise<SocketInfo> {
  await engine.lookAtWaiting(listener);
  return listener.info();
}

function openConnectionOf(engine: Engine, argument: SocketArgument): Connection {
  const connection = connectionOf(engine, argument);
  if (!isEnded(connection.state)) return connection;
  throw new SockscopeError('SOCKET_CLOSED', 'The connection to {0} is closed. Dial again to go on.', [
    connection.info().remote ?? connection.id,
  ]);
}

function isPosition(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** @throws SockscopeError `BAD_ARGUMENT` */
function requireDirection(value: unknown): Direction {
  if (value === 'received' || value === 'sent') return value;
  throw new SockscopeError('BAD_ARGUMENT', '"direction" must be "received" or "sent", not "{0}".', [String(value)]);
}

function groupSocketOf(engine: Engine, argument: GroupArgument): DatagramSocket {
  requireTrust();
  checkArgument(argument, { socket: 'string', group: 'string', interface: optional('string') });
  const socket = engine.get(argument.socket);
  if (socket.kind === 'datagram') return socket;
  const template = 'Only a UDP socket can join a multicast group; {0} is not one.';
  throw new SockscopeError('NOT_A_DATAGRAM_SOCKET', template, [socket.info().local]);
}
