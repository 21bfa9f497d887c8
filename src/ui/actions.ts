import { SockscopeError } from '../base/error';
import type { Endpoint } from '../engine/address/endpoint';
import type { IpSocketAddress } from '../engine/address/socketAddress';
import { bytesSocketOf, type BytesSocket } from '../engine/bytesSocket';
import type { DialOptions, Engine } from '../engine/engine';
import type { ListenOptions } from '../engine/listenOptions';
import type { LiveSocket } from '../engine/liveSocket';
import type { InspectorEditor } from './inspector/inspectorEditor';
import { dialTimeout } from './settings';
import type { TellStep } from './start/firstSteps';

/**
 * What commands, the tree and the API do with sockets. What opens any asks for trust and consent in the engine,
 * whose door to the network `safety/permit.ts` is.
 */
export class SocketActions {
  readonly #engine: Engine;
  readonly #inspector: InspectorEditor;
  readonly #tellStep: TellStep;

  constructor(engine: Engine, inspector: InspectorEditor, tellStep: TellStep) {
    this.#engine = engine;
    this.#inspector = inspector;
    this.#tellStep = tellStep;
  }

  async listen(endpoint: Endpoint, options: ListenOptions): Promise<LiveSocket> {
    const socket = await this.#engine.listen(endpoint, options);
    this.#tellStep('listened');
    return socket;
  }

  async dial(endpoint: Endpoint, options: DialOptions): Promise<BytesSocket> {
    const socket = await this.#engine.dial(endpoint, { timeout: dialTimeout(), ...options });
    this.#tellStep('dialled');
    return socket;
  }

  async send(socket: BytesSocket, bytes: Uint8Array, to?: IpSocketAddress): Promise<{ readonly bytes: number }> {
    if (socket.kind === 'datagram') await socket.send(bytes, to);
    else if (!to) await socket.send(bytes);
    else {
      throw new SockscopeError('BAD_ARGUMENT', 'A connection sends to its peer alone: "to" is for UDP sockets.');
    }
    this.#tellStep('sent');
    return { bytes: bytes.length };
  }

  async inspect(socket: LiveSocket, peer?: IpSocketAddress): Promise<void> {
    await this.#inspector.show(socket, peer);
  }

  /** @throws SockscopeError `UNKNOWN_SOCKET`, `NOT_A_STREAM` */
  bytesSocket(id: string): BytesSocket {
    return bytesSocketOf(this.#engine, id);
  }
}
