/** What is looked for: as many bytes as `values` has; a byte fits where `byte & mask` is the value. */
export interface MaskedPattern {
  readonly values: Uint8Array;
  /** As long as `values`: 0xff where the byte must be the value, 0 where any fits. */
  readonly masks: Uint8Array;
  /** What does not fit although the rest does; as long. */
  readonly except?: Omit<MaskedPattern, 'except'>;
}

const EXACT = 0xff;

export function exactly(bytes: Uint8Array): MaskedPattern {
  return { values: bytes, masks: new Uint8Array(bytes.length).fill(EXACT) };
}

/** Whether the pattern is at `offset`; there are as many bytes behind it as it has. */
export function fitsAt({ values, masks, except }: MaskedPattern, bytes: Uint8Array, offset: number): boolean {
  for (let i = 0; i < values.length; i++) {
    if ((bytes[offset + i]! & masks[i]!) !== values[i]!) return false;
  }
  return except === undefined || !fitsAt(except, bytes, offset);
}
