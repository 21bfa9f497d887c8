import { toHex } from '../hex';
import { formatIpv4, formatIpv6 } from '../ip';
import { nameOfPort } from '../ports';
import { fixedRow, unordered, type TypeRow } from './typeRow';

const bytesOf = (view: DataView) => new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
const ordered = (view: DataView, little: boolean) => (little ? bytesOf(view).toReversed() : bytesOf(view));

/** A port with the service that is registered for it: `80 (http)`. */
export function portText(port: number): string {
  const name = nameOfPort(port, 'tcp') ?? nameOfPort(port, 'udp');
  return name === undefined ? String(port) : `${port} (${name})`;
}

const family = 'addresses';

export const ADDRESS_ROWS: readonly TypeRow[] = [
  fixedRow(
    {
      id: 'ipv4',
      label: 'IPv4 address',
      name: 'IPv4',
      family,
      bytes: 4,
      c: {
        be: 'inet_ntop(AF_INET, p, s, sizeof s)',
        le: 'inet_ntop(AF_INET, &(uint32_t){ htonl(le32toh(x)) }, s, sizeof s)',
      },
    },
    (view, little) => formatIpv4(ordered(view, little)),
  ),
  // Nobody keeps an IPv6 address in anything but network order.
  fixedRow(
    {
      id: 'ipv6',
      label: 'IPv6 address',
      name: 'IPv6',
      family,
      bytes: 16,
      c: unordered('inet_ntop(AF_INET6, p, s, sizeof s)'),
    },
    (view) => formatIpv6(bytesOf(view)),
  ),
  // Bluetooth sends its addresses, which look the same, the last byte first.
  fixedRow(
    {
      id: 'mac',
      label: 'MAC address; little-endian: Bluetooth address',
      name: 'MAC',
      family,
      bytes: 6,
      c: { be: 'ether_ntoa((const struct ether_addr *)p)', le: 'ba2str((const bdaddr_t *)p, s)' },
    },
    (view, little) => toHex(ordered(view, little), ':'),
  ),
  fixedRow(
    {
      id: 'port',
      label: 'Port and its service',
      name: 'port',
      family,
      bytes: 2,
      c: { be: 'getservbyport(x, "tcp")', le: 'getservbyport(htons(le16toh(x)), "tcp")' },
    },
    (view, little) => portText(view.getUint16(0, little)),
  ),
];
