import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import dgram from 'node:dgram';
import { once } from 'node:events';
import net from 'node:net';
import { networkInterfaces } from 'node:os';
import { SockscopeError } from '../../../src/base/error';
import { Connection } from '../../../src/engine/connection';
import { DatagramSocket } from '../../../src/engine/datagramSocket';
import { parseEndpoint } from '../../../src/engine/address/endpoint';
import { Engine, type EngineOptions } from '../../../src/engine/engine';
import type { DialOptions, ListenRequest } from '../../../src/engine/requests';
import { Listener } from '../../../src/engine/listener';
import type { IpSocketAddress, SocketAddress } from '../../../src/engine/address/socketAddress';
import { FakeRecording, type FakeRecord } from './fakeRecording';

/** An engine that records into memory, and the programs on the other side. `dispose()` ends all of them. */
export class Harness {
  readonly recordings: FakeRecording[] = [];
  readonly engine: Engine;
  readonly #peers = new Set<net.Socket | net.Server>();
  readonly #children = new Set<ChildProcess>();

  constructor(options: Omit<EngineOptions, 'record'> = {}) {
    this.engine = new Engine({
      ...options,
      record: (title) => {
        const recording = new FakeRecording(title);
        this.recordings.push(recording);
        return recording;
      },
    });
  }

  async dispose(): Promise<void> {
    for (const peer of this.#peers) {
      if (peer instanceof net.Socket) peer.destroy();
      else peer.close();
    }
    await this.engine.closeAll();
    for (const child of this.#children) {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
  }

  /** Destroys the socket in the end. */
  adopt(socket: net.Socket): net.Socket {
    this.#peers.add(socket);
    return socket;
  }

  async listen(address = 'tcp://127.0.0.1:0', options: ListenRequest = {}): Promise<Listener> {
    const listener = await this.engine.listen(parseEndpoint(address), options);
    assert.ok(listener instanceof Listener);
    return listener;
  }

  async bind(address = 'udp://127.0.0.1:0', options: ListenRequest = {}): Promise<DatagramSocket> {
    const socket = await this.engine.listen(parseEndpoint(address), options);
    assert.ok(socket instanceof DatagramSocket);
    return socket;
  }

  async dial(address: string, options: DialOptions = {}): Promise<Connection> {
    const connection = await this.engine.dial(parseEndpoint(address), options);
    assert.ok(connection instanceof Connection);
    return connection;
  }

  async dialDatagram(address: string, options: DialOptions = {}): Promise<DatagramSocket> {
    const socket = await this.engine.dial(parseEndpoint(address), options);
    assert.ok(socket instanceof DatagramSocket);
    return socket;
  }

  /** Settles when `condition` holds, looked at after each of the engine's events. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!condition()) return;
        this.engine.off('socket', look);
        this.engine.off('list', look);
        resolve();
      };
      this.engine.on('socket', look);
      this.engine.on('list', look);
      look();
    });
  }

  /** A peer that connects to one of our listeners. It keeps what it receives, unless it is paused. */
  async connect(to: Listener): Promise<RawPeer> {
    const before = to.acceptedCount;
    const peer = await this.connectEarly(to);
    await this.until(() => to.acceptedCount > before);
    return peer;
  }

  /** The same, but our side may not have accepted it yet. */
  async connectEarly(to: Listener): Promise<RawPeer> {
    const { local } = to;
    assert.ok(local);
    const socket = net.connect(
      local.family !== 'ip'
        ? { path: local.path, allowHalfOpen: true }
        : { host: local.address, port: local.port, allowHalfOpen: true },
    );
    this.#peers.add(socket);
    await once(socket, 'connect');
    return new RawPeer(socket);
  }

  /** A server for us to dial. */
  async serve(options: net.ListenOptions = {}): Promise<RawServer> {
    const server = net.createServer({ allowHalfOpen: true, pauseOnConnect: true });
    this.#peers.add(server);
    server.listen(options.path === undefined ? { host: '127.0.0.1', port: 0, ...options } : options);
    await once(server, 'listening');
    return new RawServer(server, (socket) => this.#peers.add(socket));
  }

  /** A connection that we dialled, with its raw peer. */
  async dialled(): Promise<{ connection: Connection; peer: RawPeer; record: FakeRecord }> {
    const server = await this.serve();
    const accepted = server.accept();
    const connection = await this.dial(`tcp://127.0.0.1:${server.port}`);
    return { connection, peer: await accepted, record: this.lastRecord() };
  }

  /** A connection that a listener of ours accepted, with its raw peer. */
  async accepted(
    service = 'manual',
    address = 'tcp://127.0.0.1:0',
    options: NonNullable<ListenRequest['options']> = {},
  ): Promise<Accepted> {
    const listener = await this.listen(address, { service, options });
    const peer = await this.connect(listener);
    const [connection] = listener.connections;
    assert.ok(connection);
    return { listener, connection, peer, record: this.lastRecord() };
  }

  /** What a datagram socket of ours with this service answers to a datagram. */
  async ask(service: string, payload: string | Uint8Array, options: ListenRequest['options'] = {}): Promise<Buffer> {
    const socket = await this.bind('udp://127.0.0.1:0', { service, options });
    const client = dgram.createSocket('udp4');
    try {
      client.send(payload, ip(socket.local).port, '127.0.0.1');
      const [answer] = (await once(client, 'message')) as [Buffer];
      return answer;
    } finally {
      client.close();
    }
  }

  lastRecord(): FakeRecord {
    const record = this.recordings.at(-1)?.records.at(-1);
    assert.ok(record);
    return record;
  }

  /** Runs JavaScript (CommonJS) in a process of its own; what it prints first is its answer. */
  async run(
    script: string,
    options: { uid?: number; gid?: number; command?: readonly string[]; untilExit?: boolean } = {},
  ): Promise<string> {
    const [command = process.execPath, ...args] = options.command ?? [process.execPath, '-e', script];
    const { uid, gid } = options;
    const child = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'inherit'],
      ...(uid === undefined ? {} : { uid }),
      ...(gid === undefined ? {} : { gid }),
    });
    this.#children.add(child);
    const exited = once(child, 'exit');
    const [answer] = (await once(child.stdout, 'data')) as [Buffer];
    if (options.untilExit === true) await exited;
    return answer.toString().trim();
  }
}

export interface Accepted {
  readonly listener: Listener;
  readonly connection: Connection;
  readonly peer: RawPeer;
  readonly record: FakeRecord;
}

/** A socket of `node:net` that plays the program on the other side. */
export class RawPeer {
  readonly socket: net.Socket;
  #received: Buffer[] = [];
  #length = 0;
  #isReading = false;
  hasEnded = false;
  error: NodeJS.ErrnoException | undefined;

  constructor(socket: net.Socket) {
    this.socket = socket;
    socket.on('error', (error) => {
      this.error = error;
    });
    socket.on('end', () => {
      this.hasEnded = true;
    });
  }

  /** Begins to read; until then the kernel's buffers fill. */
  read(): this {
    if (this.#isReading) return this;
    this.#isReading = true;
    this.socket.on('data', (bytes) => {
      this.#received.push(bytes);
      this.#length += bytes.length;
    });
    this.socket.resume();
    return this;
  }

  get received(): Buffer {
    return Buffer.concat(this.#received);
  }

  /** All that was received, once there are at least `count` bytes. */
  async bytes(count: number): Promise<Buffer> {
    this.read();
    while (this.#length < count) await once(this.socket, 'data');
    return this.received;
  }

  /** All that was received until the peer's FIN. */
  async rest(): Promise<Buffer> {
    this.read();
    if (!this.hasEnded) await once(this.socket, 'end');
    return this.received;
  }

  async closed(): Promise<void> {
    if (this.socket.closed) return;
    await new Promise((resolve) => this.socket.once('close', resolve));
  }

  /** Settles when the kernel has taken the bytes. */
  async write(bytes: Uint8Array | string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.socket.write(bytes, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }
}

export class RawServer {
  readonly #server: net.Server;
  readonly #adopt: (socket: net.Socket) => void;

  constructor(server: net.Server, adopt: (socket: net.Socket) => void) {
    this.#server = server;
    this.#adopt = adopt;
  }

  get port(): number {
    const address = this.#server.address();
    assert.ok(address !== null && typeof address === 'object');
    return address.port;
  }

  /** The next connection. */
  async accept(): Promise<RawPeer> {
    const [socket] = (await once(this.#server, 'connection')) as [net.Socket];
    this.#adopt(socket);
    return new RawPeer(socket);
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
  }
}

/** `it` where this machine has IPv6; elsewhere the test is shown as pending. */
export const itWithIpv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === '::1'),
)
  ? it
  : it.skip;

export function ip(end: SocketAddress | undefined): IpSocketAddress {
  assert.ok(end?.family === 'ip');
  return end;
}

export function tcp(end: SocketAddress | undefined): string {
  const { address, port } = ip(end);
  return `tcp://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

/** A port of 127.0.0.1 that was free a moment ago. */
export async function unusedPort(): Promise<number> {
  const server = net.createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The SockscopeError that `promise` rejects with. */
export async function failure(promise: Promise<unknown>): Promise<SockscopeError> {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof SockscopeError, String(error));
    return error;
  }
  assert.fail('It should have failed.');
}
