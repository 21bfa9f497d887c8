import { NUMBER_ROWS, LONGEST_NUMBER } from '../bytes/numbers';
import { parseCommandLine, type CommandLine } from './commandLine';
import { hexDump } from './hexDump';
import { encodeArgument } from './payloadArgument';
import { UsageError, type Terminal } from './terminal';

export const DECODE: CommandLine = { usage: 'sockscope decode PAYLOAD', options: {} };

/** Prints a payload's bytes, and what its first ones mean as numbers in both byte orders. */
export async function decode(args: readonly string[], terminal: Terminal): Promise<number> {
  const { positionals } = parseCommandLine(DECODE, args);
  const [payload, ...more] = positionals;
  if (payload === undefined || more.length > 0) {
    throw new UsageError(`decode takes one payload; put it into quotes for the shell. Usage: ${DECODE.usage}`);
  }
  const bytes = await encodeArgument(payload, terminal);
  const { style } = terminal;
  await terminal.print(`${bytes.length} ${bytes.length === 1 ? 'byte' : 'bytes'}\n${hexDump(bytes, 0, style)}`);
  if (bytes.length > 0) await terminal.print(`\n${numbersOf(bytes, terminal)}`);
  return 0;
}

function numbersOf(bytes: Uint8Array, { style }: Terminal): string {
  const lines = [style.faint(`${''.padEnd(16)}  ${'big-endian (network order)'.padEnd(26)}  little-endian`)];
  for (const { label, minBytes, readsAll, convert } of NUMBER_ROWS) {
    if (readsAll || bytes.length < minBytes || minBytes > LONGEST_NUMBER) continue;
    const view = new DataView(bytes.buffer, bytes.byteOffset, minBytes);
    const values = [convert(view, false), convert(view, true)].map((value) => value ?? '');
    lines.push(`${label.padEnd(16)}  ${values[0]!.padEnd(26)}  ${values[1]!}`.trimEnd());
  }
  return `${lines.join('\n')}\n`;
}
