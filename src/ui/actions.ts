import { SockscopeError } from '../base/error';
import type { Endpoint } from '../engine/address/endpoint';
import type { IpSocketAddress } from '../engine/address/socketAddress';
import { bytesSocketOf, type BytesSocket } from '../engine/bytesSocket';
import type { Engine } from '../engine/engine';
import type { RelayRequest } from '../engine/relay/relays';
import type { DialOptions } from '../engine/requests';
import type { ListenOptions } from '../engine/listenOptions';
import type { LiveSocket } from '../engine/liveSocket';
import { isEnded } from '../engine/socketInfo';
import type { InspectorEditor, ShowOptions } from './inspector/inspectorEditor';
import { Openings, type DialOpening, type ListenOpening } from './reopen/opening';
import { dialTimeout } from './settings';
import type { TellStep } from './start/firstSteps';

/**
 * What commands, the tree and the API do with sockets. What opens any asks for trust and consent in the engine,
 * whose door to the network `safety/permit.ts` is.
 */
export class SocketActions {
  /** How its sockets were opened. */
  readonly openings = new Openings();
  readonly #engine: Engine;
  readonly #inspector: InspectorEditor;
  readonly #tellStep: TellStep;
  /** Held by the engine alone, which lets go of what has ended. */
  #lastUsed: WeakRef<BytesSocket> | undefined;

  constructor(engine: Engine, inspector: InspectorEditor, tellStep: TellStep) {
    this.#engine = engine;
    this.#inspector = inspector;
    this.#tellStep = tellStep;
  }

  /** On which bytes were sent last; undefined once it has ended. */
  get lastUsed(): BytesSocket | undefined {
    const socket = this.#lastUsed?.deref();
    return socket && !isEnded(socket.state) ? socket : undefined;
  }

  async listen(
    endpoint: Endpoint,
    options: ListenOptions,
    opening: ListenOpening = { kind: 'listen', endpoint, options },
  ): Promise<LiveSocket> {
    const socket = await this.#engine.listen(endpoint, {
      ...options,
      listed: (listed) => {
        this.openings.note(listed, opening);
      },
    });
    this.#tellStep('listened');
    return socket;
  }

  /** A relay is not opened again by itself: whoever wants that starts it anew. */
  async relay(endpoint: Endpoint, target: Endpoint, options: RelayRequest): Promise<LiveSocket> {
    const relay = await this.#engine.relay(endpoint, target, { timeout: dialTimeout(), ...options });
    this.#tellStep('listened');
    return relay;
  }

  /** @param opening How it is dialled again, where that is not the same. */
  async dial(
    endpoint: Endpoint,
    { signal, ...options }: DialOpening['options'] & Pick<DialOptions, 'signal'>,
    opening: DialOpening = { kind: 'dial', endpoint, options },
  ): Promise<BytesSocket> {
    const socket = await this.#engine.dial(endpoint, {
      timeout: dialTimeout(),
      ...options,
      ...(signal ? { signal } : {}),
      listed: (listed) => {
        this.openings.note(listed, opening);
      },
    });
    this.#tellStep('dialled');
    return socket;
  }

  async send(socket: BytesSocket, bytes: Uint8Array, to?: IpSocketAddress): Promise<{ readonly bytes: number }> {
    this.#lastUsed = new WeakRef(socket);
    if (socket.kind === 'datagram') await socket.send(bytes, to);
    else if (!to) await socket.send(bytes);
    else {
      throw new SockscopeError('BAD_ARGUMENT', 'A connection sends to its peer alone: "to" is for UDP sockets.');
    }
    this.#tellStep('sent');
    return { bytes: bytes.length };
  }

  async inspect(socket: LiveSocket, peer?: IpSocketAddress, options?: ShowOptions): Promise<void> {
    await this.#inspector.show(socket, peer, options);
  }

  /** @throws SockscopeError `UNKNOWN_SOCKET`, `NOT_A_STREAM` */
  bytesSocket(id: string): BytesSocket {
    return bytesSocketOf(this.#engine, id);
  }
}
