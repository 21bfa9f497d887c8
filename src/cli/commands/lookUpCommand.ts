import { formatMessage } from '../../base/error';
import { faint, strong, type StyledLine } from '../../bytes/styledText';
import { Engine } from '../../engine/engine';
import { LOOK_UP_TIMEOUT } from '../../engine/limits';
import type { LookedUp, LookedUpAddress, NameSource, UnansweredPart } from '../../engine/names/lookUp';
import type { NameSources } from '../../engine/names/nameSources';
import type { ServiceRow } from '../../engine/names/serviceNames';
import { durationOption, parseCommandLine, type CommandLine } from '../terminal/commandLine';
import { UsageError, type Terminal } from '../terminal/terminal';
import { NO_RECORDING } from './noRecording';

export const LOOKUP: CommandLine = {
  usage: 'sockscope lookup NAME [--timeout 10s]',
  options: {
    timeout: { value: '10s', help: 'how long name servers have for their answers' },
  },
};

/** What getaddrinfo(3) knows nothing of, as a sentence. */
const UNANSWERED: Readonly<Record<UnansweredPart, string>> = {
  aliases: 'DNS did not say in full of what the name is an alias.',
  source: 'DNS did not say which addresses are its own.',
  names: 'DNS did not say all names of the addresses.',
};

const SOURCES: Readonly<Record<NameSource, string>> = { hosts: 'hosts file', dns: 'DNS', system: 'system' };

/**
 * Prints what is known of a name, an address, a port or a service.
 *
 * @param names Where that is looked up; this machine's own sources unless given.
 */
export async function lookup(args: readonly string[], terminal: Terminal, names?: NameSources): Promise<number> {
  const line = parseCommandLine(LOOKUP, args);
  const [name, ...more] = line.positionals;
  if (name === undefined || more.length > 0) {
    throw new UsageError(`lookup takes a name, an address, a port or a service. Usage: ${LOOKUP.usage}`);
  }
  const timeout = durationOption(line, 'timeout', LOOK_UP_TIMEOUT);
  const engine = new Engine({ record: () => NO_RECORDING, ...(names === undefined ? {} : { names }) });
  const found = await engine.lookUp(name, { signal: terminal.interrupted, timeout });
  await terminal.print(...linesOf(found));
  for (const part of found.unanswered) await terminal.complain([faint(UNANSWERED[part])]);
  return 0;
}

function linesOf({ name, canonical, aliases, addresses, more, services }: LookedUp): StyledLine[] {
  return [
    [strong(name)],
    ...(canonical === name ? [] : [[`canonical name: ${canonical}`]]),
    ...(aliases.length === 0 ? [] : [[`${aliases.length === 1 ? 'alias' : 'aliases'}: ${aliases.join(', ')}`]]),
    ...columns(addresses.map(addressCells)),
    ...(more === 0 ? [] : [[`and ${more} more addresses`]]),
    ...columns(services.map(serviceCells)),
  ];
}

function addressCells({ address, family, source, kind, names }: LookedUpAddress): string[] {
  return [
    address,
    `IPv${family}`,
    source === undefined ? '' : SOURCES[source],
    kind === undefined ? '' : `${formatMessage(kind.text, [])} (RFC ${kind.rfc})`,
    names.map((each) => each.name).join(', '),
  ];
}

function serviceCells({ name, port, transport, aliases, class: kind }: ServiceRow): string[] {
  return [`${port}/${transport}`, name, aliases.join(', '), kind];
}

function columns(rows: readonly (readonly string[])[]): StyledLine[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]!.length)));
  return rows.map((row) => {
    const cells = row.flatMap((cell, at) => (widths[at] === 0 ? [] : [cell.padEnd(widths[at]!)]));
    return [`  ${cells.join('  ')}`.trimEnd()];
  });
}
