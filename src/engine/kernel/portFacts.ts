import { readFile } from 'node:fs/promises';
import { nameOfPort, type PortTransport } from '../../bytes/ports';

/** RFC 6335, section 6: who gives a port, or that nobody does. */
export type PortClass = 'well-known' | 'registered' | 'ephemeral';

/** @param port 0 to 65535. */
export function classOfPort(port: number): PortClass {
  return port < 1024 ? 'well-known' : port < 49_152 ? 'registered' : 'ephemeral';
}

/** The ports that this machine takes by itself, for whoever dials: both ends belong to it. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

export interface PortFacts {
  readonly class: PortClass;
  /** Of this machine; absent where the system does not tell, or not without a program. */
  readonly localRange?: PortRange;
  /** This machine takes it by itself, for whoever dials or binds port 0. */
  readonly isOfLocalRange?: boolean;
  /** As /etc/services has it, or the registry of IANA. */
  readonly name?: string;
  /** Other names in /etc/services. */
  readonly aliases: readonly string[];
}

/** What one line of services(5) says. */
export interface ServiceName {
  readonly name: string;
  readonly port: number;
  readonly transport: string;
  readonly aliases: readonly string[];
}

export function parseServices(text: string): ServiceName[] {
  return text.split('\n').flatMap((line) => {
    const [name, end = '', ...aliases] = line.replace(/#.*/, '').trim().split(/\s+/);
    const match = /^(\d+)\/(\w+)$/.exec(end);
    return match && name ? [{ name, port: Number(match[1]), transport: match[2] ?? '', aliases }] : [];
  });
}

interface PortFiles {
  /** A `process.platform` value; this one's unless given. */
  readonly platform?: string;
  readonly read?: (path: string) => Promise<string>;
}

/** Where services(5) lie. */
const SERVICES_FILE: Readonly<Record<string, string>> = {
  win32: `${process.env['SystemRoot'] ?? 'C:\\Windows'}\\System32\\drivers\\etc\\services`,
};
const LOCAL_RANGE = '/proc/sys/net/ipv4/ip_local_port_range';

/** What is to be said of ports on this machine. Files are read at each question: they are small, and somebody may edit them. */
export class PortNames {
  readonly #platform: string;
  readonly #read: (path: string) => Promise<string>;

  constructor({ platform = process.platform, read = (path) => readFile(path, 'utf8') }: PortFiles = {}) {
    this.#platform = platform;
    this.#read = read;
  }

  async facts(port: number, transport: PortTransport): Promise<PortFacts> {
    const [localRange, services] = await Promise.all([this.localRange(), this.services()]);
    const listed = services.find((service) => service.port === port && service.transport === transport);
    const name = listed?.name ?? nameOfPort(port, transport);
    return {
      class: classOfPort(port),
      ...(localRange === undefined
        ? {}
        : { localRange, isOfLocalRange: port >= localRange.first && port <= localRange.last }),
      ...(name === undefined ? {} : { name }),
      aliases: listed?.aliases ?? [],
    };
  }

  /** Empty where there is no such file. */
  async services(): Promise<readonly ServiceName[]> {
    try {
      return parseServices(await this.#read(SERVICES_FILE[this.#platform] ?? '/etc/services'));
    } catch {
      return [];
    }
  }

  /** On Linux (`ip(7)`); undefined elsewhere. */
  async localRange(): Promise<PortRange | undefined> {
    if (this.#platform !== 'linux') return undefined;
    try {
      const match = /^(\d+)\s+(\d+)/.exec(await this.#read(LOCAL_RANGE));
      return match ? { first: Number(match[1]), last: Number(match[2]) } : undefined;
    } catch {
      return undefined;
    }
  }
}
