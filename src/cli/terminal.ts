/** What a command sees of the terminal that it runs in. */
export interface Terminal {
  /** To standard output. Settles when there is room for more. */
  readonly print: (data: string | Uint8Array) => Promise<void>;
  /** A line to standard error. */
  readonly complain: (line: string) => void;
  readonly style: Style;
  /** Fires at Ctrl+C, or when the output is closed. */
  readonly interrupted: AbortSignal;
  /** Absolute. */
  readonly folder: string;
  readonly readInput: () => Promise<string>;
}

/** How parts of the output are set off; each gives the text back, with or without colours. */
export interface Style {
  readonly good: (text: string) => string;
  readonly wrong: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
}

const same = (text: string): string => text;

export const PLAIN_STYLE: Style = { good: same, wrong: same, strong: same, faint: same };

/** Select Graphic Rendition (ECMA-48, 8.3.117). */
const paint =
  (on: number, off: number) =>
  (text: string): string =>
    `\x1b[${on}m${text}\x1b[${off}m`;

export const COLOURED_STYLE: Style = {
  good: paint(32, 39),
  wrong: paint(31, 39),
  strong: paint(1, 22),
  faint: paint(2, 22),
};

/** Wrong usage of the program, as a sentence for people. */
export class UsageError extends Error {}
