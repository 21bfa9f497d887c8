import { hexNumber, type Digest } from './digest';

/** A cyclic redundancy check as the catalogue of Greg Cook parametrises it ("Catalogue of parametrised CRC algorithms"). */
export interface CrcParameters {
  readonly bits: 16 | 32;
  /** The generator without its highest term. */
  readonly polynomial: number;
  readonly initial: number;
  /** Bytes are fed, and the register is read, the least significant bit first. */
  readonly reflected: boolean;
  readonly finalXor: number;
}

/** CRC-16/ARC: LHA, many serial protocols. */
export const CRC16_ARC: CrcParameters = { bits: 16, polynomial: 0x8005, initial: 0, reflected: true, finalXor: 0 };
/** CRC-16/IBM-3740, better known as CCITT-FALSE. */
export const CRC16_CCITT_FALSE: CrcParameters = {
  bits: 16,
  polynomial: 0x1021,
  initial: 0xffff,
  reflected: false,
  finalXor: 0,
};
/** CRC-16/XMODEM. */
export const CRC16_XMODEM: CrcParameters = { ...CRC16_CCITT_FALSE, initial: 0 };
/** CRC-16/MODBUS. */
export const CRC16_MODBUS: CrcParameters = { ...CRC16_ARC, initial: 0xffff };
/** CRC-32: Ethernet, zlib, PNG. */
export const CRC32: CrcParameters = {
  bits: 32,
  polynomial: 0x04c11db7,
  initial: 0xffffffff,
  reflected: true,
  finalXor: 0xffffffff,
};
/** CRC-32C (Castagnoli): iSCSI, SCTP, Btrfs. */
export const CRC32C: CrcParameters = { ...CRC32, polynomial: 0x1edc6f41 };

function reverseBits(value: number, bits: number): number {
  let reversed = 0;
  for (let bit = 0; bit < bits; bit++) reversed = (reversed << 1) | ((value >>> bit) & 1);
  return reversed >>> 0;
}

/** For each byte, what it adds to the register. */
function tableOf({ bits, polynomial, reflected }: CrcParameters): Uint32Array {
  const reversed = reverseBits(polynomial, bits);
  const top = bits - 1;
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = reflected ? byte : byte << (bits - 8);
    for (let bit = 0; bit < 8; bit++) {
      if (reflected) value = (value & 1) === 0 ? value >>> 1 : (value >>> 1) ^ reversed;
      else value = ((value >>> top) & 1) === 0 ? value << 1 : (value << 1) ^ polynomial;
    }
    return bits === 16 ? value & 0xffff : value >>> 0;
  });
}

export class Crc implements Digest {
  readonly #parameters: CrcParameters;
  readonly #table: Uint32Array;
  #register: number;

  constructor(parameters: CrcParameters) {
    this.#parameters = parameters;
    this.#table = tableOf(parameters);
    // All initial values here are the same from both ends.
    this.#register = parameters.initial;
  }

  update(bytes: Uint8Array): void {
    const table = this.#table;
    const { bits, reflected } = this.#parameters;
    let register = this.#register;
    if (reflected) {
      for (const byte of bytes) register = (register >>> 8) ^ table[(register ^ byte) & 0xff]!;
    } else {
      const shift = bits - 8;
      for (const byte of bytes) register = (register << 8) ^ table[((register >>> shift) ^ byte) & 0xff]!;
    }
    this.#register = bits === 16 ? register & 0xffff : register;
  }

  finish(): string {
    const { bits, finalXor } = this.#parameters;
    return hexNumber(this.#register ^ finalXor, bits);
  }
}
