import * as vscode from 'vscode';
import { SCHEMES } from '../../engine/address/schemes';
import type { Endpoint } from '../../engine/address/endpoint';
import type { ListenOptions, ServiceValue } from '../../engine/listenOptions';
import type { ChoiceOption, Service } from '../../engine/services/service';
import { SERVICES } from '../../engine/services/services';
import type { PayloadReading } from '../../wire/payload/readings';
import { createPick, pickFrom, plainItem } from '../plainWindow';
import { askIn } from '../question';
import { describeProblem } from '../problems';
import { askListenOptions, hasListenOptions } from './askListenOptions';
import { askText, type Question } from './askText';
import type { History } from './history';
import { evaluateInput, type PayloadLabels } from './payloadInput';
import { writeListenWords, type ChosenOptions } from './listenWords';
import { readWorkspaceFile } from './workspaceFile';
import { counted } from '../wording';

/**
 * Asks for a service, and what it has to be told: payloads that it needs, and choices where there is one at this address.
 *
 * @param payloads What was sent before.
 * @returns Undefined when the user gave up.
 */
export async function askService(
  endpoint: Endpoint,
  payloads: History,
  title: string,
): Promise<(Pick<ListenOptions, 'service' | 'options'> & ChosenOptions) | undefined> {
  const { t } = vscode.l10n;
  let words: ChosenOptions = {};
  let service: Service | undefined;
  while (!service) {
    const picked = await pickService(endpoint, words, title);
    if (!picked) return undefined;
    if (picked === 'options') words = (await askListenOptions(endpoint, words, title)) ?? words;
    else service = picked;
  }
  const titleOfService = `${title}: ${service.id}`;
  const options: Record<string, ServiceValue> = {};
  for (const [name, option] of Object.entries(service.options)) {
    if (option.kind === 'payload' && !option.isRequired) continue;
    const value =
      option.kind === 'payload'
        ? await askPayload(t(option.description), payloads, titleOfService)
        : await askChoice(option, endpoint, titleOfService);
    if (value === undefined) return undefined;
    options[name] = value;
  }
  return { service: service.id, options, ...words };
}

/** What a listener does by itself, or that its options are to be asked for. Undefined when the user gave up. */
function pickService(
  endpoint: Endpoint,
  words: ChosenOptions,
  title: string,
): Promise<Service | 'options' | undefined> {
  const { t } = vscode.l10n;
  const pick = createPick<vscode.QuickPickItem & { readonly service: Service }>();
  const written = writeListenWords(words);
  pick.title = written === '' ? title : `${title}: ${written}`;
  pick.placeholder = t('What does the listener do by itself?');
  pick.items = SERVICES.map((service) =>
    plainItem({ label: service.id, description: t(service.description), service }),
  );
  if (hasListenOptions(endpoint)) {
    pick.buttons = [{ iconPath: new vscode.ThemeIcon('settings-gear'), tooltip: t('Options of the Listener…') }];
  }
  return askIn<Service | 'options'>(pick, (answer) => {
    pick.onDidTriggerButton(() => {
      answer('options');
    });
    pick.onDidAccept(() => {
      const [item] = pick.activeItems;
      if (item) answer(item.service);
    });
  });
}

const LABELS: PayloadLabels = {
  bytes: (length, hex) => counted('It sends {0, plural, one {# byte} other {# bytes}}: {1}', length, hex),
  files: () => vscode.l10n.t('It sends the payload and the files in it'),
};

/** When it cannot be encoded, as of a file that is missing, the question comes back with the text and the reason. */
async function askPayload(description: string, payloads: History, title: string): Promise<Uint8Array | undefined> {
  const { t } = vscode.l10n;
  let again: Question<PayloadReading>['again'];
  for (;;) {
    const { text: failed, preferred } = again ?? {};
    const answer = await askText<PayloadReading>({
      title,
      placeholder: t('{0}: plain text, or payload syntax such as "hi\\r\\n", [0a 0b] or u16be(258)', description),
      history: payloads.entries.map((text) => ({ text, isUnsettled: true })),
      keepsLines: true,
      evaluate: (text, oneLine) =>
        evaluateInput(text, text === failed ? preferred : payloads.noteOf(text), oneLine, LABELS),
      ...(again ? { again } : {}),
    });
    if (!answer) return undefined;
    const { text, value: reading } = answer;
    try {
      const bytes = await reading.encode({ readFile: readWorkspaceFile });
      await payloads.add(text, reading.id);
      return bytes;
    } catch (error) {
      again = { text, problem: describeProblem(error), preferred: reading.id };
    }
  }
}

/** Not asked where only one of them is possible. */
async function askChoice(
  { description, choices }: ChoiceOption,
  endpoint: Endpoint,
  title: string,
): Promise<string | undefined> {
  const { t } = vscode.l10n;
  const possible = choices.filter(({ isForStreams }) => !isForStreams || SCHEMES[endpoint.scheme].carries === 'stream');
  if (possible.length === 1) return possible[0]!.id;
  const picked = await pickFrom(
    possible.map((choice) => ({ label: t(choice.description), id: choice.id })),
    { title, placeHolder: t(description) },
  );
  return picked?.id;
}
