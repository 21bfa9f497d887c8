/** A `listen` step's words as the options that the engine takes. */
import { findListenOption, type ListenOptions, type ServiceValue } from '../../engine/listenOptions';
import type { MulticastOptions } from '../../engine/multicastOptions';
import type { ListenTlsOptions } from '../../engine/tlsOptions';
import { choiceWordsOf, payloadOptionOf } from '../../engine/services/service';
import { findService } from '../../engine/services/services';
import type { TextRange } from '../../base/problem';
import type { CountArgument } from '../payload/term';
import type { AddressText } from '../syntax/nodes';
import { findOptionWord, type WrittenOption } from '../syntax/optionWords';
import type { ListenStep } from '../syntax/steps/listen';

/**
 * @param payload Of the service, if the step has one.
 * @param count The number, and `textOf` the text, that an option's value stands for; undefined while that is not known.
 * @param more What the step says of TLS and of multicast.
 */
export function listenOptionsOf(
  { service, options }: ListenStep,
  payload: ServiceValue | undefined,
  count: (value: CountArgument) => number | undefined,
  textOf: (text: AddressText) => string | undefined,
  more: MulticastOptions & { readonly tls?: ListenTlsOptions },
): ListenOptions {
  const found = service && findService(service.text);
  const payloadName = found && payloadOptionOf(found)?.name;
  const choices = found ? choiceWordsOf(found) : [];
  const own: Record<string, ServiceValue> = {};
  const general: Record<string, number | boolean | string> = {};
  if (payloadName !== undefined && payload !== undefined) own[payloadName] = payload;
  for (const { name, value, text } of options) {
    const choice = choices.find(({ word }) => word === name.text);
    if (choice) own[choice.option] = choice.choice.id;
    else if (findOptionWord(name.text, 'listen') === undefined) {
      const isSwitch = findListenOption(name.text)?.form === 'switch';
      const known = value ? count(value) : !text || (isSwitch ? text.source === 'on' : textOf(text));
      if (known !== undefined) general[name.text] = known;
    }
  }
  return { ...(service ? { service: service.text } : {}), options: own, ...general, ...more };
}

/** What a word says something about: itself, or one of the service's options. */
export function optionNameOf({ service }: ListenStep, { name }: WrittenOption): string {
  const found = service && findService(service.text);
  return (found && choiceWordsOf(found).find(({ word }) => word === name.text)?.option) ?? name.text;
}

/** Where an option of the engine's stands in the step; where it does not, the service or the step's name stands for it. */
export function rangeOfOption(step: ListenStep, option: string): TextRange {
  const { service, payload, options, name } = step;
  const found = service && findService(service.text);
  const [first] = payload ?? [];
  if (first && found && payloadOptionOf(found)?.name === option)
    return { start: first.start, end: payload!.at(-1)!.end };
  return options.find((each) => optionNameOf(step, each) === option)?.name ?? service ?? name;
}
