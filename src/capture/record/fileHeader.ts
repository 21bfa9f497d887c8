import { BLOCK, BYTE_ORDER_MAGIC, LINKTYPE_RAW, OPTION, padded } from '../pcapng';

/** Powers of ten of a second: nanoseconds. */
const TIME_RESOLUTION = 9;

/**
 * The first bytes of a capture: a Section Header Block of unknown length, and the Interface Description Block of the only
 * interface, whose packets begin with their IP header and have times in nanoseconds (pcapng, 4.1 and 4.2).
 *
 * @param application Name and version of the writing program.
 */
export function makeFileHeader(application: string): Uint8Array {
  const text = new TextEncoder();
  const section = new Uint8Array(16);
  const view = new DataView(section.buffer);
  view.setUint32(0, BYTE_ORDER_MAGIC, true);
  view.setUint16(4, 1, true);
  view.setUint16(6, 0, true);
  view.setBigInt64(8, -1n, true);
  const interfaceDescription = new Uint8Array(8);
  new DataView(interfaceDescription.buffer).setUint16(0, LINKTYPE_RAW, true);
  return concatenate([
    block(BLOCK.sectionHeader, [section, option(OPTION.application, text.encode(application))]),
    block(BLOCK.interfaceDescription, [
      interfaceDescription,
      option(OPTION.interfaceName, text.encode('sockets')),
      option(OPTION.timeResolution, Uint8Array.of(TIME_RESOLUTION)),
    ]),
  ]);
}

function block(type: number, parts: readonly Uint8Array[]): Uint8Array {
  const body = concatenate([...parts, new Uint8Array(4)]);
  const bytes = new Uint8Array(12 + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, bytes.length, true);
  bytes.set(body, 8);
  view.setUint32(8 + body.length, bytes.length, true);
  return bytes;
}

function option(code: number, value: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + padded(value.length));
  const view = new DataView(bytes.buffer);
  view.setUint16(0, code, true);
  view.setUint16(2, value.length, true);
  bytes.set(value, 4);
  return bytes;
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
