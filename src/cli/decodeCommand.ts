import type { TypeFamily } from '../bytes/inspect/typeRow';
import { TYPE_ROWS } from '../bytes/inspect/typeRows';
import { parseCommandLine, type CommandLine } from './commandLine';
import { hexDump } from './hexDump';
import { encodeArgument } from './payloadArgument';
import { UsageError, type Terminal } from './terminal';

/** Of what the data inspector shows, the types whose values fit into a column. */
const FAMILIES: readonly TypeFamily[] = ['integers', 'floats'];

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
  for (const { label, family, bytes: length, read } of TYPE_ROWS) {
    if (length === 0 || bytes.length < length || !FAMILIES.includes(family)) continue;
    const [bigEndian = '', littleEndian = ''] = (['be', 'le'] as const).map((order) => {
      const reading = read({ bytes, selected: 1, order });
      return reading.kind === 'value' ? reading.value : '';
    });
    lines.push(`${label.padEnd(16)}  ${bigEndian.padEnd(26)}  ${littleEndian}`.trimEnd());
  }
  return `${lines.join('\n')}\n`;
}
