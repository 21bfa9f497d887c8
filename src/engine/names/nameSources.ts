import { lookup, Resolver } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { hostsPath } from './hostsFile';

/** Questions to the name servers of this machine, and to nobody else. Rejects with a code of `node:dns`, such as `ENOTFOUND` or `ENODATA`. */
export interface DnsQuestions {
  /** CNAME of exactly this name. */
  alias(name: string): Promise<string | undefined>;
  /** A and AAAA. */
  addresses(name: string): Promise<readonly string[]>;
  /** PTR of a name such as `7.2.0.192.in-addr.arpa`. */
  names(reverseName: string): Promise<readonly string[]>;
  /** What is still asked rejects. */
  cancel(): void;
}

/** Where names come from. */
export interface NameSources {
  /** What the system would dial, in its order: getaddrinfo(3), with hosts file, DNS and whatever else it is told to ask. */
  readonly addresses: (name: string) => Promise<readonly { readonly address: string }[]>;
  /** The text of hosts(5); rejects where there is none. */
  readonly hosts: () => Promise<string>;
  readonly dns: () => DnsQuestions;
}

/** Milliseconds until a name server is asked once more, and how often. */
const DNS_TIMEOUT = 1_500;
const DNS_TRIES = 2;

/** This machine's own. Nothing is read or asked before a function of it is called. */
export function systemNames(platform: string = process.platform): NameSources {
  return {
    addresses: (name) => lookup(name, { all: true, verbatim: true }),
    hosts: () => readFile(hostsPath(platform), 'utf8'),
    dns: () => dnsQuestions(),
  };
}

/** @param servers `127.0.0.1:5353`; those of the system unless given. */
export function dnsQuestions(servers?: readonly string[]): DnsQuestions {
  const resolver = new Resolver({ timeout: DNS_TIMEOUT, tries: DNS_TRIES });
  if (servers) resolver.setServers(servers);
  return {
    alias: async (name) => (await resolver.resolveCname(name))[0],
    addresses: async (name) => {
      const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
      const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
      const failed = answers.find((answer) => answer.status === 'rejected');
      // Most names have addresses of one family alone.
      if (found.length === 0 && failed) throw failed.reason;
      return found;
    },
    names: (reverseName) => resolver.resolvePtr(reverseName),
    cancel: () => {
      resolver.cancel();
    },
  };
}
