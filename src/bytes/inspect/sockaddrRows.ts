/**
 * Socket addresses as the kernel and C programs lay them out in memory, field by field. Linux begins them with a 16-bit
 * family in the machine's own byte order; the BSDs and macOS with a length and a family of one byte each. Ports and
 * addresses are in network order everywhere, the scope of an IPv6 address is in the machine's.
 */
import type { Template } from '../../base/error';
import { toHex } from '../hex';
import { formatIpv4, formatIpv6 } from '../ip';
import { showInvisible } from '../../base/printable';
import { decodeUtf8 } from '../utf8';
import { portText } from './addressRows';
import {
  END_OF_DATA,
  noValue,
  unordered,
  value,
  viewOf,
  type CaretWindow,
  type TypeReading,
  type TypeRow,
} from './typeRow';

type System = 'linux' | 'bsd';
type Field = readonly [name: string, value: string];

interface Layout {
  readonly struct: 'sockaddr_in' | 'sockaddr_in6' | 'sockaddr_un';
  readonly system: System;
  /** Of the whole struct; 0 for one that may be shorter. */
  readonly bytes: number;
  readonly prefix: string;
  readonly familyName: string;
  /** Values of the family; systems of the same kind differ. */
  readonly families: readonly number[];
  readonly fields: (bytes: Uint8Array, window: CaretWindow) => readonly Field[];
}

const SYSTEM_NAMES: Readonly<Record<System, string>> = { linux: 'Linux', bsd: 'BSD, macOS' };

/** The family and what goes before it take two bytes on all systems. */
const HEADER_BYTES = 2;
const PATH_BYTES: Readonly<Record<System, number>> = { linux: 108, bsd: 104 };

function zeroText(bytes: Uint8Array): string {
  return bytes.every((byte) => byte === 0) ? '0' : toHex(bytes, ' ');
}

function ipv4Fields(bytes: Uint8Array): Field[] {
  return [
    ['sin_port', portText(viewOf(bytes).getUint16(2))],
    ['sin_addr', formatIpv4(bytes.subarray(4, 8))],
    ['sin_zero', zeroText(bytes.subarray(8, 16))],
  ];
}

function ipv6Fields(bytes: Uint8Array, { order }: CaretWindow): Field[] {
  const view = viewOf(bytes);
  return [
    ['sin6_port', portText(view.getUint16(2))],
    ['sin6_flowinfo', String(view.getUint32(4))],
    ['sin6_addr', formatIpv6(bytes.subarray(8, 24))],
    ['sin6_scope_id', String(view.getUint32(24, order === 'le'))],
  ];
}

const pathFields =
  (system: System) =>
  (bytes: Uint8Array, { selected }: CaretWindow): Field[] => {
    // With a selection that is the address's length, which for an abstract name alone says where it ends.
    const isExact = selected > HEADER_BYTES;
    const end = isExact ? Math.min(selected, bytes.length) : bytes.length;
    const path = bytes.subarray(HEADER_BYTES, Math.min(end, HEADER_BYTES + PATH_BYTES[system]));
    return [['sun_path', pathText(path, system, isExact)]];
  };

/**
 * A path ends at its first zero. On Linux a name that begins with one is abstract: `@` stands for that zero.
 *
 * @param isExact The bytes end where the name does: zeros at the end of an abstract one belong to it.
 */
function pathText(path: Uint8Array, system: System, isExact: boolean): string {
  const isAbstract = system === 'linux' && path[0] === 0 && path.some((byte) => byte !== 0);
  const nameEnd = isExact ? path.length : path.findLastIndex((byte) => byte !== 0) + 1;
  const name = isAbstract ? path.subarray(1, nameEnd) : path;
  const end = isAbstract ? name.length : name.indexOf(0);
  const text = end < 0 ? name : name.subarray(0, end);
  return (isAbstract ? '@' : '') + showInvisible(decodeUtf8(text) ?? String.fromCharCode(...text));
}

/** AF_INET6 is 10 on Linux, 24 on NetBSD and OpenBSD, 28 on FreeBSD, 30 on macOS. */
const LAYOUTS: readonly Layout[] = (['linux', 'bsd'] as const).flatMap((system): Layout[] => [
  {
    struct: 'sockaddr_in',
    system,
    bytes: 16,
    prefix: 'sin',
    familyName: 'AF_INET',
    families: [2],
    fields: ipv4Fields,
  },
  {
    struct: 'sockaddr_in6',
    system,
    bytes: 28,
    prefix: 'sin6',
    familyName: 'AF_INET6',
    families: system === 'linux' ? [10] : [30, 28, 24],
    fields: ipv6Fields,
  },
  {
    struct: 'sockaddr_un',
    system,
    bytes: 0,
    prefix: 'sun',
    familyName: 'AF_UNIX',
    families: [1],
    fields: pathFields(system),
  },
]);

function readAddress(layout: Layout, window: CaretWindow): TypeReading {
  const { bytes, order } = window;
  const { system, prefix, familyName, families } = layout;
  if (bytes.length < Math.max(layout.bytes, HEADER_BYTES + 1)) return END_OF_DATA;
  const family = system === 'linux' ? viewOf(bytes).getUint16(0, order === 'le') : bytes[1]!;
  if (!families.includes(family)) return noValue('otherFamily', family);
  const fields: Field[] = [
    ...(system === 'bsd' ? [[`${prefix}_len`, String(bytes[0])] as const] : []),
    [`${prefix}_family`, `${familyName} (${family})`],
    ...layout.fields(bytes, window),
  ];
  return value(fields.map(([name, text]) => `${name} = ${text}`).join('\n'));
}

export const SOCKADDR_ROWS: readonly TypeRow[] = LAYOUTS.toSorted((a, b) => a.struct.localeCompare(b.struct)).map(
  (layout) => ({
    id: `${layout.struct}_${layout.system}`,
    // C and systems have one name in all languages.
    label: `struct ${layout.struct} (${SYSTEM_NAMES[layout.system]})` as Template,
    name: `${layout.struct} ${SYSTEM_NAMES[layout.system]}`,
    family: 'socketAddresses',
    bytes: layout.bytes,
    c: unordered(`*(const struct ${layout.struct} *)p`),
    read: (window) => readAddress(layout, window),
  }),
);
