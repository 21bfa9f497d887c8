import type { Connection } from '../../engine/connection';
import type { Engine } from '../../engine/engine';
import type { LiveSocket } from '../../engine/liveSocket';
import { SCHEMES, type SchemeFacts } from '../../engine/address/schemes';
import { formatSocketAddress } from '../../engine/address/endpoint';
import type { IpSocketAddress } from '../../engine/address/socketAddress';
import type { SystemState } from '../../engine/kernel/tcpState';

/** Milliseconds between two looks, at least: what is shown are seconds. */
const INTERVAL = 1_000;
/** Rows that are drawn again in a second, at most: of more, the seconds go down in larger steps. */
const ROWS_PER_SECOND = 50;

/** Connections that have ended, and of which the kernel still has an end. */
const KEPT: ReadonlySet<SystemState> = new Set(['fin-wait-1', 'fin-wait-2', 'closing', 'last-ack', 'time-wait']);

/** An entry may be missed while others leave the table: what is not there so often is gone. */
const MISSED_IS_GONE = 2;

interface Seen {
  /** When TIME_WAIT is over, by the clock; absent in another state. */
  readonly until?: number;
  /** How often it was not in the table, in a row. */
  readonly missed: number;
}

export interface TimeWaitsOptions {
  /** The part of the engine that is asked. */
  readonly engine: {
    readonly sockets: Iterable<LiveSocket>;
    readonly system: Pick<Engine['system'], 'between'> & { readonly kernel: { readonly isKnown: boolean } };
    readonly watch: Pick<Engine['watch'], 'watch'>;
  };
  /** Their rows look otherwise now. */
  readonly changed: (connections: readonly Connection[]) => void;
  /** Milliseconds that only grow; `performance.now` unless given. */
  readonly now?: () => number;
}

/**
 * For how long the kernel keeps ends of connections that were closed (TIME_WAIT). The kernel is asked as long as somebody sees the
 * rows and it has any of them, once a second at most. Linux alone tells the time that is left: on other systems no row counts down.
 */
export class TimeWaits {
  readonly #engine: TimeWaitsOptions['engine'];
  readonly #changed: TimeWaitsOptions['changed'];
  readonly #now: () => number;
  readonly #seen = new WeakMap<Connection, Seen>();
  /** The kernel has forgotten them, or does not tell. */
  readonly #settled = new WeakSet<Connection>();
  readonly #shown = new WeakMap<Connection, number>();
  #next = -Infinity;
  #stop: (() => void) | undefined;

  constructor({ engine, changed, now = () => performance.now() }: TimeWaitsOptions) {
    this.#engine = engine;
    this.#changed = changed;
    this.#now = now;
  }

  dispose(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  /** @param isSeen Whether the rows are. */
  update(isSeen: boolean): void {
    const isWanted = isSeen && this.#engine.system.kernel.isKnown && this.#asked().length > 0;
    if (isWanted === (this.#stop !== undefined)) return;
    if (isWanted) this.#stop = this.#engine.watch.watch(() => this.#look());
    else this.dispose();
  }

  /** Whole seconds, as of the last look; undefined where its end is not in TIME_WAIT, or where nobody has looked. */
  secondsLeft(connection: Connection): number | undefined {
    return this.#shown.get(connection);
  }

  /** Connections that have ended, and may have left something in the kernel: the last one of each pair of ends. */
  #asked(): Connection[] {
    const byEnds = new Map<string, Connection>();
    for (const socket of this.#engine.sockets) {
      const ends = socket.kind === 'connection' && !this.#settled.has(socket) ? endsOf(socket) : undefined;
      if (socket.kind !== 'connection' || !ends) continue;
      byEnds.set(`${formatSocketAddress('tcp', ends.local)} ${formatSocketAddress('tcp', ends.remote)}`, socket);
    }
    return [...byEnds.values()].filter(({ state }) => state === 'closed');
  }

  async #look(): Promise<void> {
    const begun = this.#now();
    if (begun < this.#next) return;
    const asked = this.#asked();
    this.#next = begun + Math.max(INTERVAL, (asked.length * 1000) / ROWS_PER_SECOND);
    await Promise.all(asked.map((connection) => this.#lookAt(connection)));
    const changed = asked.filter((connection) => this.#show(connection));
    if (changed.length > 0) this.#changed(changed);
    if (this.#asked().length === 0) this.dispose();
  }

  /** Never rejects: what cannot be read is not known. */
  async #lookAt(connection: Connection): Promise<void> {
    const ends = endsOf(connection);
    const found = ends && (await this.#engine.system.between('tcp', ends.local, ends.remote).catch(() => undefined));
    const { missed, ...before } = this.#seen.get(connection) ?? { missed: 0 };
    if (found === 'gone' && missed + 1 < MISSED_IS_GONE) {
      this.#seen.set(connection, { ...before, missed: missed + 1 });
    } else if (found === undefined || found === 'gone' || !KEPT.has(found.state)) {
      this.#settled.add(connection);
      this.#seen.delete(connection);
    } else {
      const isWaiting = found.state === 'time-wait' && found.timer?.kind === 'timeWait';
      this.#seen.set(connection, { missed: 0, ...(isWaiting ? { until: this.#now() + found.timer.in } : {}) });
    }
  }

  /** @returns Whether its row looks otherwise now. */
  #show(connection: Connection): boolean {
    const until = this.#seen.get(connection)?.until;
    const left = until === undefined ? 0 : Math.ceil((until - this.#now()) / 1000);
    const before = this.#shown.get(connection) ?? 0;
    if (left > 0) this.#shown.set(connection, left);
    else this.#shown.delete(connection);
    return Math.max(0, left) !== before;
  }
}

/** Of a connection over TCP alone. */
function endsOf({
  scheme,
  local,
  remote,
}: Connection): { readonly local: IpSocketAddress; readonly remote: IpSocketAddress } | undefined {
  const { ports }: SchemeFacts = SCHEMES[scheme];
  return ports === 'tcp' && local?.family === 'ip' && remote?.family === 'ip' ? { local, remote } : undefined;
}
