import { isSameAddress } from '../address/sameAddress';
import { addressBytes } from '../address/endpoint';

/** A line of hosts(5): an address, its canonical name, and others. */
export interface HostsLine {
  readonly address: string;
  /** At least one. */
  readonly names: readonly string[];
}

/** Where the hosts file lies. */
export function hostsPath(platform: string = process.platform): string {
  return platform === 'win32'
    ? `${process.env['SystemRoot'] ?? 'C:\\Windows'}\\System32\\drivers\\etc\\hosts`
    : '/etc/hosts';
}

/** Lines that the system would not understand are left out. */
export function parseHosts(text: string): HostsLine[] {
  return text.split('\n').flatMap((line) => {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    return names.length > 0 && addressBytes(address) ? [{ address, names }] : [];
  });
}

/** Lines that have the name, in any case. */
export function linesNamed(lines: readonly HostsLine[], name: string): HostsLine[] {
  const wanted = name.toLowerCase().replace(/\.$/, '');
  return lines.filter(({ names }) => names.some((each) => each.toLowerCase() === wanted));
}

/** Names of an address, the canonical ones first. */
export function namesAt(lines: readonly HostsLine[], address: string): string[] {
  return [...new Set(lines.filter((line) => isSameAddress(line.address, address)).flatMap(({ names }) => names))];
}
