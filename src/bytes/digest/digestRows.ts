import { Crc, CRC16_ARC, CRC16_CCITT_FALSE, CRC16_MODBUS, CRC16_XMODEM, CRC32, CRC32C } from './crc';
import { hexNumber, type Digest } from './digest';
import { InternetChecksum } from './internetChecksum';
import { Md5 } from './md5';
import { Sha1 } from './sha1';
import { Sha256 } from './sha256';

/** One line of what is computed over a selection. A further one is a further row of {@link DIGEST_ROWS}. */
export interface DigestRow {
  /** Stable: `crc32`, … */
  readonly id: string;
  /** What it is called, which no language translates. */
  readonly name: string;
  readonly create: () => Digest;
}

class Xor implements Digest {
  #result = 0;

  update(bytes: Uint8Array): void {
    for (const byte of bytes) this.#result ^= byte;
  }

  finish(): string {
    return hexNumber(this.#result, 8);
  }
}

export const DIGEST_ROWS: readonly DigestRow[] = [
  { id: 'inet', name: 'Internet checksum', create: () => new InternetChecksum() },
  { id: 'xor', name: 'XOR', create: () => new Xor() },
  { id: 'crc16arc', name: 'CRC-16/ARC', create: () => new Crc(CRC16_ARC) },
  { id: 'crc16ccitt', name: 'CRC-16/CCITT-FALSE', create: () => new Crc(CRC16_CCITT_FALSE) },
  { id: 'crc16xmodem', name: 'CRC-16/XMODEM', create: () => new Crc(CRC16_XMODEM) },
  { id: 'crc16modbus', name: 'CRC-16/MODBUS', create: () => new Crc(CRC16_MODBUS) },
  { id: 'crc32', name: 'CRC-32', create: () => new Crc(CRC32) },
  { id: 'crc32c', name: 'CRC-32C', create: () => new Crc(CRC32C) },
  { id: 'md5', name: 'MD5', create: () => new Md5() },
  { id: 'sha1', name: 'SHA-1', create: () => new Sha1() },
  { id: 'sha256', name: 'SHA-256', create: () => new Sha256() },
];
