import { setMaxListeners } from 'node:events';
import { raceAbort } from '../../base/deadline';
import { SockscopeError } from '../../base/error';
import { addressBytes } from '../address/endpoint';
import { isSameAddress } from '../address/sameAddress';
import { isLinkLocal, isLoopback, isMulticast, isUnspecified } from '../../bytes/ip';
import { LOOK_UP_TIMEOUT, MAX_ALIASES, MAX_LOOKED_UP, MAX_REVERSE_LOOKUPS } from '../limits';
import { noAddress } from '../transport/happyEyeballs';
import { codeOf, explain } from '../platform/systemError';
import type { PortNames } from '../kernel/portFacts';
import { kindOfAddress, type AddressKind } from './addressKind';
import type { AskedName } from './askedName';
import { linesNamed, namesAt, parseHosts, type HostsLine } from './hostsFile';
import type { DnsQuestions, NameSources } from './nameSources';
import { reverseNameOf } from './reverseName';
import { findServices, type ServiceRow } from './serviceNames';

/** Whence a name or an address is: `system` is neither, such as multicast DNS, a search domain, or what the system knows by itself. */
export type NameSource = 'hosts' | 'dns' | 'system';

export interface LookedUpAddress {
  readonly address: string;
  readonly family: 4 | 6;
  /** Absent where it was asked for, or where DNS did not tell. */
  readonly source?: NameSource;
  /** Absent: any machine may have it. */
  readonly kind?: AddressKind;
  /** Its names by reverse lookup. */
  readonly names: readonly { readonly name: string; readonly source: 'hosts' | 'dns' }[];
}

/** What a name server was asked for and did not answer, or answered with what is no name. */
export type UnansweredPart = 'aliases' | 'source' | 'names';

export interface LookedUp {
  /** The name or address that was asked for, in ASCII; a port as it was typed. */
  readonly name: string;
  /** The name that has the addresses: of hosts(5) the first of its line, else the end of the chain of CNAMEs. */
  readonly canonical: string;
  /** Other names: of DNS in the order of the chain, beginning with the one that was asked for. */
  readonly aliases: readonly string[];
  /** In the order of getaddrinfo(3): programs try the first one first. */
  readonly addresses: readonly LookedUpAddress[];
  /** How many addresses there are besides. */
  readonly more: number;
  /** Ports of that name, or names of that port. */
  readonly services: readonly ServiceRow[];
  readonly unanswered: readonly UnansweredPart[];
}

export interface LookUpOptions {
  readonly sources: NameSources;
  readonly ports: PortNames;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds, for all of it. What is known of the addresses by then is told. */
  readonly timeout?: number | undefined;
}

/** A name has 255 bytes at most, of which each may be written with four characters. */
const MAX_NAME = 1_020;

/** RFC 6761, 6.3: never to be asked for in DNS. */
const LOCALHOST = /^(?:.+\.)?localhost\.?$/i;

/** DNS knows the name, and has nothing of this kind; or it does not know it. */
const NOTHING = new Set(['ENODATA', 'ENOTFOUND']);

/**
 * Everything that is known of a name, an address, a port or a service.
 *
 * @throws SockscopeError `CANCELLED`, `NO_ADDRESS`, `UNKNOWN_SERVICE_NAME`, or a code of the resolver such as `ENOTFOUND`, `EAI_AGAIN`, `ETIMEDOUT`.
 */
export async function lookUpName(asked: AskedName, options: LookUpOptions): Promise<LookedUp> {
  const { sources, ports, signal: outer, timeout = LOOK_UP_TIMEOUT } = options;
  const own = new AbortController();
  setMaxListeners(0, own.signal);
  const onOuter = (): void => {
    own.abort(new SockscopeError('CANCELLED', 'Looking up was cancelled.'));
  };
  if (outer?.aborted === true) onOuter();
  outer?.addEventListener('abort', onOuter, { once: true });
  const timer = setTimeout(() => {
    own.abort(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' }));
  }, timeout);
  const dns = sources.dns();
  try {
    return await new LookUp(asked, { sources, ports, dns, signal: own.signal }).run();
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', onOuter);
    dns.cancel();
  }
}

interface Means {
  readonly sources: NameSources;
  readonly ports: PortNames;
  readonly dns: DnsQuestions;
  readonly signal: AbortSignal;
}

class LookUp {
  readonly #asked: AskedName;
  readonly #means: Means;
  readonly #unanswered = new Set<UnansweredPart>();

  constructor(asked: AskedName, means: Means) {
    this.#asked = asked;
    this.#means = means;
  }

  async run(): Promise<LookedUp> {
    const { host, isAddress, port, service } = this.#asked;
    this.#means.signal.throwIfAborted();
    const services = await this.#services(service, port);
    if (host === undefined) return this.#ofPort(port ?? 0, services);
    const hosts = await this.#hosts();
    if (isAddress) return this.#ofAddress(host, hosts, services);
    try {
      return await this.#ofName(host, hosts, services);
    } catch (error) {
      // A service of this name is an answer, too.
      if (services.length === 0 || isCancelled(error)) throw error;
      return { ...this.#empty(host), services };
    }
  }

  async #services(name: string | undefined, port: number | undefined): Promise<readonly ServiceRow[]> {
    if (name === undefined && port === undefined) return [];
    return findServices(await this.#means.ports.services(), { name, port });
  }

  /** Empty where there is no such file. */
  async #hosts(): Promise<readonly HostsLine[]> {
    try {
      return parseHosts(await raceAbort(this.#means.sources.hosts(), this.#means.signal));
    } catch (error) {
      if (isCancelled(error)) throw error;
      return [];
    }
  }

  #empty(name: string): LookedUp {
    return { name, canonical: name, aliases: [], addresses: [], more: 0, services: [], unanswered: [] };
  }

  #ofPort(port: number, services: readonly ServiceRow[]): LookedUp {
    if (services.length === 0) {
      throw new SockscopeError(
        'UNKNOWN_SERVICE_NAME',
        'No service is known to have port {0}: neither this machine’s list of services has it, nor the registry.',
        [port],
      );
    }
    return { ...this.#empty(String(port)), services };
  }

  async #ofAddress(address: string, hosts: readonly HostsLine[], services: readonly ServiceRow[]): Promise<LookedUp> {
    const [row] = await this.#rows([address], hosts, () => undefined);
    const [canonical = address, ...aliases] = row?.names.map(({ name }) => name) ?? [];
    return { ...this.#empty(address), canonical, aliases, addresses: row ? [row] : [], services, ...this.#rest() };
  }

  async #ofName(name: string, hosts: readonly HostsLine[], services: readonly ServiceRow[]): Promise<LookedUp> {
    const lines = linesNamed(hosts, name);
    const isAskedOfDns = lines.length === 0 && !LOCALHOST.test(name);
    const [found, chain, dnsAddresses] = await Promise.all([
      this.#addresses(name),
      isAskedOfDns ? this.#chain(name) : [],
      isAskedOfDns ? this.#askDns('source', (dns) => dns.addresses(name)) : [],
    ]);
    if (found instanceof Error) throw explainMissing(found, name, chain, dnsAddresses);
    const addresses = [...new Set(found.map(({ address }) => address))];
    const names = [...new Set(lines.flatMap((line) => line.names))];
    const isOfHosts = (address: string): boolean => lines.some((line) => isSameAddress(line.address, address));
    const rows = await this.#rows(addresses, hosts, (address) => {
      if (isOfHosts(address)) return 'hosts';
      if (dnsAddresses === undefined) return undefined;
      return dnsAddresses.some((each) => isSameAddress(each, address)) ? 'dns' : 'system';
    });
    const [canonical, aliases] =
      names.length > 0 ? [names[0]!, names.slice(1)] : [chain.at(-1) ?? name, [name, ...chain].slice(0, -1)];
    const more = addresses.length - rows.length;
    return { ...this.#empty(name), canonical, aliases, addresses: rows, more, services, ...this.#rest() };
  }

  #rest(): Pick<LookedUp, 'unanswered'> {
    return { unanswered: [...this.#unanswered] };
  }

  async #addresses(name: string): Promise<readonly { readonly address: string }[] | Error> {
    const { sources, signal } = this.#means;
    try {
      const found = await raceAbort(sources.addresses(name), signal);
      return found.length > 0 ? found : noAddress();
    } catch (error) {
      if (isCancelled(error)) throw error;
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  /** The names that a name is an alias of, one of the other. */
  async #chain(name: string): Promise<string[]> {
    const chain: string[] = [];
    for (let at = name; chain.length < MAX_ALIASES; at = chain.at(-1)!) {
      const next = await this.#askDns('aliases', async (dns) => {
        const answer = await dns.alias(at);
        return answer === undefined ? [] : [answer];
      });
      const alias = next?.[0];
      if (alias === undefined) return chain;
      const isKnown = [name, ...chain].some((each) => each.toLowerCase() === alias.toLowerCase());
      if (isKnown || alias.length > MAX_NAME) {
        this.#unanswered.add('aliases');
        return chain;
      }
      chain.push(alias);
    }
    this.#unanswered.add('aliases');
    return chain;
  }

  async #rows(
    addresses: readonly string[],
    hosts: readonly HostsLine[],
    sourceOf: (address: string) => NameSource | undefined,
  ): Promise<LookedUpAddress[]> {
    return Promise.all(
      addresses.slice(0, MAX_LOOKED_UP).map(async (address, index): Promise<LookedUpAddress> => {
        const own = namesAt(hosts, address).map((name) => ({ name, source: 'hosts' as const }));
        const reverseName = reverseNameOf(address);
        const isAsked = index < MAX_REVERSE_LOOKUPS && reverseName !== undefined && mayHaveDnsName(address);
        const found = isAsked ? await this.#askDns('names', (dns) => dns.names(reverseName)) : [];
        const short = (found ?? []).filter((name) => name.length <= MAX_NAME).slice(0, MAX_ALIASES);
        if (short.length < (found?.length ?? 0)) this.#unanswered.add('names');
        const source = sourceOf(address);
        const kind = kindOfAddress(address);
        return {
          address,
          family: address.includes(':') ? 6 : 4,
          ...(source === undefined ? {} : { source }),
          ...(kind === undefined ? {} : { kind }),
          names: [...own, ...short.map((name) => ({ name, source: 'dns' as const }))],
        };
      }),
    );
  }

  /** Empty: DNS has none. Undefined: it did not answer, which is noted. */
  async #askDns(
    part: UnansweredPart,
    ask: (dns: DnsQuestions) => Promise<readonly string[]>,
  ): Promise<readonly string[] | undefined> {
    const { dns, signal } = this.#means;
    try {
      return await raceAbort(ask(dns), signal);
    } catch (error) {
      if (isCancelled(error)) throw error;
      if (NOTHING.has(codeOf(error))) return [];
      this.#unanswered.add(part);
      return undefined;
    }
  }
}

/** Why a name has no address. */
function explainMissing(
  error: Error,
  name: string,
  chain: readonly string[],
  dnsAddresses: readonly string[] | undefined,
): SockscopeError {
  if (codeOf(error) !== 'ENOTFOUND') return explain(error, 'look-up', name);
  const canonical = chain.at(-1);
  if (canonical !== undefined) {
    return new SockscopeError(
      'NO_ADDRESS',
      '{0} is an alias of {1}, which has no address. Check the spelling, or ask whoever keeps that name in DNS.',
      [name, canonical],
      { cause: error },
    );
  }
  // DNS has it, and this machine does not take what it says.
  if (dnsAddresses !== undefined && dnsAddresses.length > 0) {
    return new SockscopeError(
      'NO_ADDRESS',
      'DNS has addresses of {0}, such as {1}, but this machine’s own resolver takes none of them: is its kind of address (IPv4, IPv6) switched off?',
      [name, dnsAddresses[0]!],
      { cause: error },
    );
  }
  return explain(error, 'look-up', name);
}

function isCancelled(error: unknown): boolean {
  return error instanceof SockscopeError && error.code === 'CANCELLED';
}

/** What is the same on every machine or link has no name that name servers could know. */
function mayHaveDnsName(address: string): boolean {
  const bytes = addressBytes(address);
  return bytes !== undefined && ![isLoopback, isUnspecified, isLinkLocal, isMulticast].some((is) => is(bytes));
}
