import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { CHash } from '@noble/hashes/utils.js';
import { toHex } from '../hex';
import { Crc, CRC16_ARC, CRC16_CCITT_FALSE, CRC16_MODBUS, CRC16_XMODEM, CRC32, CRC32C } from './crc';
import { hexNumber, type Digest } from './digest';
import { InternetChecksum } from './internetChecksum';

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

/**
 * A cryptographic hash, for comparison with what others print: MD5 (RFC 1321) and SHA-1 (FIPS 180-4) have long been broken as
 * a protection.
 */
class Hash implements Digest {
  readonly #hash;

  constructor(hash: CHash) {
    this.#hash = hash.create();
  }

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  finish(): string {
    return toHex(this.#hash.digest());
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
  { id: 'md5', name: 'MD5', create: () => new Hash(md5) },
  { id: 'sha1', name: 'SHA-1', create: () => new Hash(sha1) },
  { id: 'sha256', name: 'SHA-256', create: () => new Hash(sha256) },
];
