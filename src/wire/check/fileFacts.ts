import type { Variables } from './definitions';

/** What the sections of a file share when they are checked. */
export interface FileFacts {
  /** Each definition's line. */
  readonly lines: ReadonlyMap<string, number>;
  /** The values of those that are known. */
  readonly values: Variables;
  /** `process.platform` of where it would run: not all addresses can be opened everywhere. */
  readonly platform: string;
  readonly eol: 'lf' | 'crlf';
  /** Definitions that are referred to; the checker adds to it. */
  readonly used: Set<string>;
}
