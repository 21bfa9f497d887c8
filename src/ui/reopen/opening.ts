/** How a socket was asked for, so that it can be opened once more. */
import { formatEndpoint, parseEndpoint, type Endpoint } from '../../engine/address/endpoint';
import type { DialOptions } from '../../engine/requests';
import type { ListenOptions, ServiceValue } from '../../engine/listenOptions';
import type { LiveSocket } from '../../engine/liveSocket';

export interface ListenOpening {
  readonly kind: 'listen';
  readonly endpoint: Endpoint;
  readonly options: ListenOptions;
}

export interface DialOpening {
  readonly kind: 'dial';
  readonly endpoint: Endpoint;
  readonly options: Pick<DialOptions, 'timeout' | 'tls' | 'from' | 'ttl' | 'loopback' | 'interface'>;
}

export type Opening = ListenOpening | DialOpening;

/** What is known of how sockets were opened. */
export class Openings {
  readonly #noted = new WeakMap<LiveSocket, Opening>();

  note(socket: LiveSocket, opening: Opening): void {
    this.#noted.set(socket, opening);
  }

  /** The socket that came of this very opening. */
  find(sockets: Iterable<LiveSocket>, opening: Opening): LiveSocket | undefined {
    return [...sockets].find((socket) => this.#noted.get(socket) === opening);
  }

  /** Whether it was asked for here: by the user or another extension, not by an agent or a wire file. */
  isNoted(socket: LiveSocket): boolean {
    return this.#noted.has(socket);
  }

  /**
   * How to open it again: a listener at the port that it had, whichever was asked for; what others dialled at its peer, with
   * nothing besides. Undefined for what was accepted, and for listeners of others, whose rules nobody knows.
   */
  of(socket: LiveSocket): Opening | undefined {
    const noted = this.#noted.get(socket);
    if (noted) return noted.kind === 'listen' ? atPortOf(noted, socket) : noted;
    if (socket.kind === 'listener' || (socket.kind === 'connection' && socket.parent !== undefined)) return undefined;
    const { remote } = socket.info();
    return remote === undefined ? undefined : { kind: 'dial', endpoint: parseEndpoint(remote), options: {} };
  }
}

function atPortOf(opening: ListenOpening, { local }: LiveSocket): ListenOpening {
  const { endpoint } = opening;
  if ('path' in endpoint || local?.family !== 'ip' || endpoint.port !== 0) return opening;
  return { ...opening, endpoint: { ...endpoint, port: local.port } };
}

/** An opening as JSON. Bytes are Base64. */
interface StoredOpening {
  readonly kind: Opening['kind'];
  readonly address: string;
  readonly numbers: Readonly<Record<string, number>>;
  readonly flags: Readonly<Record<string, boolean>>;
  readonly texts: Readonly<Record<string, string>>;
  readonly textsOfService: Readonly<Record<string, string>>;
  readonly bytesOfService: Readonly<Record<string, string>>;
}

/** Names of options by the kind of their value: those that are kept. Keys of TLS are not. */
const NUMBERS = ['backlog', 'ttl', 'timeout'] as const;
const FLAGS = ['v6only', 'loopback'] as const;
const TEXTS = ['service', 'interface', 'from'] as const;

type AnyOptions = ListenOptions & DialOpening['options'];

/** Undefined where it cannot be kept: certificates and keys are on no disk but where the user put them. */
export function storeOpening({ kind, endpoint, options }: Opening): StoredOpening | undefined {
  const any: AnyOptions = options;
  if (any.tls) return undefined;
  const ofService = Object.entries(any.options ?? {});
  return {
    kind,
    address: formatEndpoint(endpoint),
    numbers: present(NUMBERS, any),
    flags: present(FLAGS, any),
    texts: present(TEXTS, any),
    textsOfService: Object.fromEntries(
      ofService.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    ),
    bytesOfService: Object.fromEntries(
      ofService.flatMap(([name, value]) =>
        value instanceof Uint8Array ? [[name, Buffer.from(value).toString('base64')]] : [],
      ),
    ),
  };
}

function present<K extends keyof AnyOptions>(
  names: readonly K[],
  options: AnyOptions,
): Record<string, NonNullable<AnyOptions[K]>> {
  return Object.fromEntries(names.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])));
}

/** What {@link storeOpening} made, from a file that anybody may have written; undefined where it is none. */
export function readOpening(stored: unknown): Opening | undefined {
  const { kind, address } = fieldsOf(stored);
  if ((kind !== 'listen' && kind !== 'dial') || typeof address !== 'string') return undefined;
  let endpoint: Endpoint;
  try {
    endpoint = parseEndpoint(address);
  } catch {
    return undefined;
  }
  const groups = fieldsOf(stored);
  const own = {
    ...ofType(groups['numbers'], NUMBERS, 'number'),
    ...ofType(groups['flags'], FLAGS, 'boolean'),
    ...ofType(groups['texts'], TEXTS, 'string'),
  } as AnyOptions;
  if (kind === 'dial') return { kind, endpoint, options: own };
  const options: Record<string, ServiceValue> = {};
  for (const [name, value] of Object.entries(fieldsOf(groups['textsOfService'])))
    if (typeof value === 'string') options[name] = value;
  for (const [name, value] of Object.entries(fieldsOf(groups['bytesOfService'])))
    if (typeof value === 'string') options[name] = new Uint8Array(Buffer.from(value, 'base64'));
  return { kind, endpoint, options: { ...own, ...(Object.keys(options).length === 0 ? {} : { options }) } };
}

function ofType(values: unknown, names: readonly string[], type: string): Readonly<Record<string, unknown>> {
  const fields = fieldsOf(values);
  return Object.fromEntries(names.filter((name) => typeof fields[name] === type).map((name) => [name, fields[name]]));
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
