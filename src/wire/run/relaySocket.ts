import type { DatagramSocket } from '../../engine/datagramSocket';
import type { Engine } from '../../engine/engine';
import type { Listener } from '../../engine/listener';
import { isByChance } from '../../engine/relay/impairment/impairments';
import { bySide, readImpairment, valueNeeded } from '../../engine/relay/impairment/impairmentWords';
import type { Impairments } from '../../engine/relay/impairment/impairments';
import type { RunningRelay } from '../../engine/relay/runningRelay';
import { readSeed, seedProblem } from '../../engine/relay/seed';
import { sidesOf } from '../syntax/relaySide';
import type { ClearStep } from '../syntax/steps/clear';
import type { ImpairStep } from '../syntax/steps/impair';
import type { AddressText } from '../syntax/nodes';

/** A relay of a running section. */
export class RelaySocket {
  readonly kind = 'relay';
  readonly socket: Listener | DatagramSocket;
  readonly #engine: Engine;
  readonly #relay: RunningRelay;
  #isSeedDrawn = true;
  #hasChance = false;

  constructor(socket: Listener | DatagramSocket, engine: Engine) {
    this.socket = socket;
    this.#engine = engine;
    this.#relay = engine.relayOf(socket);
  }

  get state(): RunningRelay['state'] {
    return this.#relay.state;
  }

  /** Of what happened by chance, where nobody chose one. */
  get drawnSeed(): number | undefined {
    return this.#isSeedDrawn && this.#hasChance ? this.state.seed : undefined;
  }

  /** @throws SockscopeError `BAD_SEED` */
  reseed(text: string): void {
    const seed = readSeed(text);
    if (seed === undefined) throw seedProblem(text)!;
    this.#relay.state.setSeed(seed);
    this.#isSeedDrawn = false;
  }

  /**
   * @param textOf What stands for a value.
   * @throws SockscopeError `BAD_IMPAIRMENT_WORDS`, `BAD_IMPAIRMENT`, `IMPAIRMENT_UNFIT`
   */
  impair({ impairments, from }: ImpairStep, textOf: (value: AddressText) => string): void {
    let said: Impairments = {};
    for (const { impairment, value } of impairments) {
      const text = value ? textOf(value) : '';
      const read = readImpairment(impairment, text);
      if (!read) throw valueNeeded(impairment, text);
      said = { ...said, ...read };
    }
    this.#relay.add(bySide(said, from?.side));
    this.#hasChance ||= impairments.some(({ impairment }) => isByChance(impairment));
  }

  clear({ from }: ClearStep): void {
    this.#relay.set(Object.fromEntries(sidesOf(from).map((side) => [side, {}])));
  }

  /** With the connections of both sides. Settles when all is closed. */
  async close(): Promise<void> {
    const { id } = this.socket;
    await this.#engine.closeAll((socket) => socket.id === id || (socket.kind === 'connection' && socket.parent === id));
  }
}
