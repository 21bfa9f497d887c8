/** What can be looked for. The inspector's page knows this much of it; `patterns.ts` makes bytes of it. */

/** Longest pattern, in bytes. */
export const MAX_FIND_BYTES = 1024;

export const FIND_KINDS = ['text', 'hex', 'regex', 'number'] as const;
export type FindKind = (typeof FIND_KINDS)[number];

export const FIND_ENCODINGS = ['utf8', 'latin1', 'utf16le', 'utf16be'] as const;
export type FindEncoding = (typeof FIND_ENCODINGS)[number];

/** `any`: every type that holds the number. */
export const NUMBER_TYPES = ['any', 'u8', 'i8', 'u16', 'i16', 'u32', 'i32', 'u64', 'i64', 'f32', 'f64'] as const;
export type NumberType = (typeof NUMBER_TYPES)[number];

export const NUMBER_ORDERS = ['either', 'be', 'le'] as const;
export type NumberOrder = (typeof NUMBER_ORDERS)[number];

/** What the user looks for. What does not belong to the kind means nothing. */
export interface FindQuery {
  readonly kind: FindKind;
  readonly text: string;
  /** Of text and of regular expressions: `A` is not `a`. */
  readonly matchCase: boolean;
  readonly encoding: FindEncoding;
  readonly numberType: NumberType;
  readonly order: NumberOrder;
}
