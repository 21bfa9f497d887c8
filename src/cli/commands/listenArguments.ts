/** What `sockscope listen` can be told of a listener and its service, from the tables that wire files have it from too. */
import { MULTICAST_OPTIONS } from '../../engine/multicastOptions';
import { LISTEN_OPTIONS, type ListenOptions, type ServiceValue } from '../../engine/listenOptions';
import { choiceWordsOf, payloadOptionOf, type ChoiceWord, type Service } from '../../engine/services/service';
import { findService, SERVICES } from '../../engine/services/services';
import type { CommandLine, ParsedLine } from '../terminal/commandLine';
import { UsageError, type Terminal } from '../terminal/terminal';
import { argumentsOf, asHelp, readOptions } from './optionArguments';
import { encodeArgument } from './payloadArgument';

interface OwnedWord extends ChoiceWord {
  readonly service: Service;
}

const CHOICES: readonly OwnedWord[] = SERVICES.flatMap((service) =>
  choiceWordsOf(service).map((word) => ({ ...word, service })),
);

function helpOf(word: string): string {
  return CHOICES.filter((each) => each.word === word)
    .map(({ service, choice }) => `with ${service.id}: ${asHelp(choice.description)}`)
    .join('; ');
}

const OPTIONS = [...LISTEN_OPTIONS, ...MULTICAST_OPTIONS];

export const LISTEN_ARGUMENTS: CommandLine['options'] = {
  ...Object.fromEntries(OPTIONS.flatMap(argumentsOf)),
  ...Object.fromEntries(CHOICES.map(({ word }) => [word, { help: helpOf(word) }])),
};

/**
 * The options as the engine takes them, which says what else is wrong with them.
 *
 * @throws UsageError for what the service does not take
 */
export async function readListenArguments(
  line: ParsedLine,
  service: string | undefined,
  payload: string | undefined,
  terminal: Terminal,
): Promise<ListenOptions> {
  const found = service === undefined ? undefined : findService(service);
  return {
    ...(service === undefined ? {} : { service }),
    options: { ...(await readPayload(found, payload, terminal)), ...readChoices(line, found) },
    ...readOptions(line, OPTIONS),
  };
}

async function readPayload(
  service: Service | undefined,
  payload: string | undefined,
  terminal: Terminal,
): Promise<Record<string, ServiceValue>> {
  if (!service || payload === undefined) return {};
  const name = payloadOptionOf(service)?.name;
  if (name === undefined) throw new UsageError(`The service ${service.id} takes no payload: leave out “${payload}”.`);
  return { [name]: await encodeArgument(payload, terminal) };
}

function readChoices({ flags }: ParsedLine, service: Service | undefined): Record<string, ServiceValue> {
  const read: Record<string, ServiceValue> = {};
  for (const word of new Set(CHOICES.map((each) => each.word))) {
    if (!flags.has(word)) continue;
    const owners = CHOICES.filter((each) => each.word === word);
    const meant = owners.find((each) => each.service === service);
    if (!meant) {
      const ids = owners.map((each) => each.service.id).join(', ');
      throw new UsageError(`--${word} is for the service ${ids}: leave it out, or write it behind the endpoint.`);
    }
    if (read[meant.option] !== undefined) {
      throw new UsageError(`--${word} and another option that stands here exclude each other: leave out one of them.`);
    }
    read[meant.option] = meant.choice.id;
  }
  return read;
}
