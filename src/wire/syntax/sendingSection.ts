import { showInvisible } from '../../base/printable';
import { printAddress } from './addressPrinter';
import { formatPayload } from '../payload/formatter';

/** What a wire file is made of that sends some bytes once more. */
export interface SendingSection {
  readonly title: string;
  /** Sentences that stand above the steps: where it came from. */
  readonly comments: readonly string[];
  /** As `parseEndpoint` reads it. */
  readonly address: string;
  readonly bytes: Uint8Array;
}

/** Longest line of a comment or a title, in UTF-16 units. */
const MAX_LINE = 500;

/**
 * A wire file with one section of two steps, which dials the address and sends the bytes. Whatever the parts hold, it is
 * read back as these two steps and nothing else.
 */
export function printSending({ title, comments, address, bytes }: SendingSection): string {
  return [
    `### ${oneLine(title)}`,
    ...comments.map((comment) => `# ${oneLine(comment)}`),
    `con = dial ${printAddress(address)}`,
    `con > ${formatPayload(bytes)}`,
    '',
  ].join('\n');
}

/** The step that expects exactly these bytes next, of the connection that {@link printSending} dials. */
export function printExpectationOf(bytes: Uint8Array): string {
  return `con < ${formatPayload(bytes)}\n`;
}

function oneLine(text: string): string {
  const line = showInvisible(text);
  return line.length > MAX_LINE ? `${line.slice(0, MAX_LINE - 1)}…` : line;
}
