import { SockscopeError } from '../../base/error';
import { formatHostPort, parseEndpoint, parsePeer } from '../../engine/address/endpoint';
import { bytesSocketOf } from '../../engine/bytesSocket';
import type { ListenOptions } from '../../engine/listenOptions';
import { payloadOptionOf } from '../../engine/services/service';
import { findService, SERVICES } from '../../engine/services/services';
import { isEnded } from '../../engine/socketInfo';
import { encodePayloadSource } from '../../wire/payload/encodeText';
import { enginePermit, type Target } from '../agentPermit';
import type { AgentContext } from '../context';
import { MAX_RESULT_ROWS, MAX_WAIT } from '../limits';
import { defineTool } from '../tool';
import { BYTES_FIELDS, inputBytes } from './inputBytes';
import { socketObject } from './socketObject';

const ADDRESS =
  'tcp://127.0.0.1:9000, udp://127.0.0.1:9000, tls://localhost:9443, unix:/tmp/x.sock; tcp unless it says so. Anything but this machine needs the consent of a person.';

export const SOCKET_FIELD = { type: 'string', description: 'The id of a socket, such as "s1"' } as const;

/** What `reply` says, as an option of the service. */
async function replyOf(
  service: string,
  reply: string,
  { readFile }: AgentContext,
): Promise<NonNullable<ListenOptions['options']>> {
  const known = findService(service);
  const name = (known && payloadOptionOf(known)?.name) ?? 'payload';
  return { [name]: await encodePayloadSource(reply, { readFile }) };
}

export const LISTEN_TOOL = defineTool({
  name: 'listen',
  title: 'Listen',
  description:
    'Opens a listener, or binds a UDP socket, and returns it as {socket, address, …} with the real port (port 0 takes a free one). Everything that comes and goes is recorded. Connections that it accepts are in the list of sockets.',
  fields: {
    address: { type: 'string', description: ADDRESS },
    service: {
      type: 'string',
      isOptional: true,
      choices: SERVICES.map(({ id }) => id),
      description: `What it does by itself; manual unless given: ${SERVICES.map(({ id, description }) => `${id} (${description})`).join(', ')}`,
    },
    reply: {
      type: 'string',
      isOptional: true,
      description:
        'The payload of the service, in payload syntax, such as "pong\\r\\n" with its quotes; the service is reply unless given',
    },
  },
  examples: [
    { address: 'tcp://127.0.0.1:0' },
    { address: 'tcp://127.0.0.1:9000', service: 'echo' },
    { address: 'udp://127.0.0.1:9000', reply: '"pong\\r\\n"' },
  ],
  isReadOnly: false,
  isDestructive: false,
  target: ({ address }) => ({ kind: 'endpoint', operation: 'listen', endpoint: parseEndpoint(address) }),
  run: async ({ address, service, reply }, context) => {
    const endpoint = parseEndpoint(address);
    const chosen = service ?? (reply === undefined ? undefined : 'reply');
    const socket = await context.engine.listen(endpoint, {
      ...(chosen === undefined ? {} : { service: chosen }),
      ...(reply === undefined ? {} : { options: await replyOf(chosen!, reply, context) }),
      permit: enginePermit(context.permit),
      listed: context.sockets.add,
    });
    return socketObject(socket, context);
  },
});

export const DIAL_TOOL = defineTool({
  name: 'dial',
  title: 'Dial',
  description:
    'Connects, and returns the socket as {socket, address, peer, …}. Everything that comes and goes is recorded.',
  fields: { address: { type: 'string', description: ADDRESS } },
  examples: [{ address: 'tcp://127.0.0.1:9000' }, { address: 'udp://127.0.0.1:9000' }],
  isReadOnly: false,
  isDestructive: false,
  target: ({ address }) => ({ kind: 'endpoint', operation: 'dial', endpoint: parseEndpoint(address) }),
  run: async ({ address }, context, signal) =>
    socketObject(
      await context.engine.dial(parseEndpoint(address), {
        signal,
        ...(context.dialTimeout && { timeout: context.dialTimeout() }),
        permit: enginePermit(context.permit),
        listed: context.sockets.add,
      }),
      context,
    ),
});

export const SEND_TOOL = defineTool({
  name: 'send',
  title: 'Send',
  description:
    'Sends bytes on a connection or a UDP socket: one of payload, text and hex. Returns {socket, sent} when the system has taken them.',
  fields: {
    socket: SOCKET_FIELD,
    ...BYTES_FIELDS,
    to: {
      type: 'string',
      isOptional: true,
      description: 'Where to, host:port; only of a UDP socket that is not connected',
    },
  },
  examples: [
    { socket: 's2', payload: '"GET / HTTP/1.0\\r\\n\\r\\n"' },
    { socket: 's2', text: 'hello' },
    { socket: 's2', hex: '00 01 02 ff' },
  ],
  isReadOnly: false,
  isDestructive: false,
  target: ({ socket, to }, { engine }) => {
    const own: Target = { kind: 'socket', operation: 'send', socket: bytesSocketOf(engine, socket) };
    return to === undefined ? own : destination(to);
  },
  run: async (input, context, signal) => {
    const { engine, permit } = context;
    const socket = bytesSocketOf(engine, input.socket);
    const bytes = await inputBytes(input, context);
    await permit({ kind: 'socket', operation: 'send', socket });
    if (socket.kind === 'datagram') {
      const to = input.to === undefined ? undefined : parsePeer(input.to);
      if (to) await permit(destination(input.to!));
      await socket.send(bytes, to);
      return { socket: socket.id, sent: bytes.length };
    }
    if (input.to !== undefined) {
      throw new SockscopeError('BAD_ARGUMENT', 'A connection sends to its peer alone: "to" is for UDP sockets.');
    }
    const limit = AbortSignal.any([signal, AbortSignal.timeout(MAX_WAIT)]);
    const { sent, waiting } = await socket.sendUntil(bytes, limit);
    return {
      socket: socket.id,
      sent,
      // What is waiting when nobody waits any more.
      ...(sent < bytes.length ? { notSent: bytes.length - sent, waiting, reason: 'The peer does not read.' } : {}),
    };
  },
});

function destination(to: string): Target {
  const { address, port } = parsePeer(to);
  const endpoint = parseEndpoint(`udp://${formatHostPort(address, port)}`);
  return { kind: 'endpoint', operation: 'dial', endpoint };
}

export const SOCKETS_TOOL = defineTool({
  name: 'sockets',
  title: 'List Sockets',
  description:
    'Lists all sockets, open ones first: {socket, kind, state, address, peer, listener, service, bytesReceived, bytesSent, unread, openedBy, capture, error}.',
  fields: {},
  examples: [{}],
  isReadOnly: true,
  isDestructive: false,
  run: (_input, context) => {
    const all = [...context.engine.sockets];
    const sorted = [
      ...all.filter(({ state }) => !isEnded(state)),
      ...all.filter(({ state }) => isEnded(state)).reverse(),
    ];
    return Promise.resolve({
      sockets: sorted.slice(0, MAX_RESULT_ROWS).map((socket) => socketObject(socket, context)),
      notListed: all.length > MAX_RESULT_ROWS ? all.length - MAX_RESULT_ROWS : undefined,
    });
  },
});

export const CLOSE_TOOL = defineTool({
  name: 'close',
  title: 'Close Socket',
  description:
    'Closes a socket, and returns it. Connections that a listener accepted stay open. reset ends a TCP connection with RST.',
  fields: {
    socket: SOCKET_FIELD,
    reset: { type: 'boolean', isOptional: true, description: 'End the connection with RST instead of FIN' },
  },
  examples: [{ socket: 's1' }, { socket: 's2', reset: true }],
  isReadOnly: false,
  isDestructive: true,
  target: ({ socket, reset }, { engine }) => closing(engine.get(socket), reset),
  run: async ({ socket: id, reset }, context) => {
    const socket = context.engine.get(id);
    await context.permit(closing(socket, reset));
    if (reset !== true) await socket.close();
    else if (socket.kind === 'connection') await socket.reset();
    else {
      const template = 'Only a connection can do this; {0} is not one.';
      throw new SockscopeError('NOT_A_CONNECTION', template, [socket.info().local]);
    }
    return socketObject(socket, context);
  },
});

function closing(socket: ReturnType<AgentContext['engine']['get']>, reset: boolean | undefined): Target {
  return { kind: 'socket', operation: reset === true ? 'reset' : 'close', socket };
}
