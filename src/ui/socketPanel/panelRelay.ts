import type { Template } from '../../base/error';
import {
  IMPAIRMENTS,
  impairmentRange,
  type ImpairedKind,
  type Impairment,
  type Impairments,
} from '../../engine/relay/impairment/impairments';
import { readImpairments, writeImpairments } from '../../engine/relay/impairment/impairmentWords';
import { IMPAIRMENT_PRESETS } from '../../engine/relay/impairment/presets';
import type { RunningRelay } from '../../engine/relay/runningRelay';
import { formatEndpoint } from '../../engine/address/endpoint';
import type {
  PanelImpairment,
  PanelImpairments,
  PanelPreset,
  PanelRelay,
  PanelRelayCounts,
} from '../../webview/socketPanel/protocol';
import { plainText } from '../plainText';

/** What the page shows of a relay. */
export function panelRelayOf(
  { socket, target, state, kind }: RunningRelay,
  translate: (text: Template) => string,
): PanelRelay {
  const { client, server } = state.impairments;
  return {
    id: socket.id,
    target: plainText(formatEndpoint(target)),
    carries: kind,
    known: IMPAIRMENTS.filter(({ isFor = kind }) => isFor === kind).flatMap((row) => panelImpairments(row, translate)),
    presets: presetsFor(kind, translate),
    client: said(client),
    server: said(server),
    words: writeImpairments(state.impairments),
    seed: state.seed,
  };
}

export function panelRelayCounts({ state: { counts } }: RunningRelay): PanelRelayCounts {
  const { client, server, refused } = counts;
  return { client: { ...client }, server: { ...server }, refused };
}

/** Two for a word that takes bytes or a time. */
function panelImpairments(row: Impairment, translate: (text: Template) => string): PanelImpairment[] {
  const { name, timeName, word, form, group, upTo, timeUpTo, isOfClients } = row;
  const facts = {
    word,
    description: translate(row.description),
    group,
    ...(isOfClients ? { isOfClients } : {}),
  };
  const range = impairmentRange(row, name);
  if (!range) return [{ ...facts, name, form: 'flag' }];
  const valued = (
    named: typeof name,
    valueForm: Exclude<PanelImpairment['form'], 'flag'>,
    slidesTo: number | undefined,
  ): PanelImpairment => {
    const { from, to } = impairmentRange(row, named) ?? range;
    return {
      ...facts,
      name: named,
      form: valueForm,
      range: [from, to],
      ...(slidesTo === undefined ? {} : { upTo: slidesTo }),
    };
  };
  if (form !== 'bytesOrTime') return [valued(name, form as Exclude<typeof form, 'flag'>, upTo)];
  return [valued(name, 'bytes', upTo), ...(timeName ? [valued(timeName, 'time', timeUpTo)] : [])];
}

function presetsFor(kind: ImpairedKind, translate: (text: Template) => string): PanelPreset[] {
  return IMPAIRMENT_PRESETS.map(({ name, description, words }) => ({
    name: translate(name),
    description: translate(description),
    impairments: said(readImpairments(words[kind]).client ?? {}),
  }));
}

/** Without what is off, or not said. */
function said(impairments: Impairments): PanelImpairments {
  return Object.fromEntries(Object.entries(impairments).filter(([, value]) => value !== undefined && value !== false));
}
