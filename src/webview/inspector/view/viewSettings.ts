import { BYTES_PER_ROW, type RowLayout } from '../rows';
import { asPaneSizes, type PaneSizes } from './paneSizes';
import { asRowChoice, NO_CHOICE, type RowChoice } from './rowChoice';
import { TEXT_ENCODINGS, type TextEncoding } from './textColumn';

export const VIEW_KINDS = ['exchange', 'received', 'sent', 'messages', 'talk', 'sequence'] as const;
export type ViewKind = (typeof VIEW_KINDS)[number];

/** Whether a view shows messages, in a table or as a talk, and the bytes below them. */
export function listsMessages(view: ViewKind): view is 'messages' | 'talk' {
  return view === 'messages' || view === 'talk';
}

/** Whether a view lists something above the bytes: messages, or the steps of a sequence. */
export function hasBytesBelow(view: ViewKind): view is 'messages' | 'talk' | 'sequence' {
  return listsMessages(view) || view === 'sequence';
}

/** What TCP's sequence numbers count from: the connection's beginning, or nothing. */
export const SEQUENCE_NUMBERS = ['relative', 'captured'] as const;
export type SequenceNumbers = (typeof SEQUENCE_NUMBERS)[number];

/** Bytes in a row: a number of them, or as many as fit. */
export const WIDTHS = [8, 16, 24, 32, 'fit'] as const;
export type Width = (typeof WIDTHS)[number];

/** Bytes that stand together. */
export const GROUPS = [1, 2, 4, 8] as const;
export type Group = (typeof GROUPS)[number];

/** Of the bytes in a group: as they came, or the last one first, as a little-endian number is written. */
export const GROUP_ORDERS = ['be', 'le'] as const;
export type GroupOrder = (typeof GROUP_ORDERS)[number];

/** What a heading's time counts from: nothing (the time of day), the conversation's start, the chunk before. */
export const TIMES = ['absolute', 'start', 'last'] as const;
export type Times = (typeof TIMES)[number];

/** How a conversation is looked at: kept for the tab, and as what new tabs begin with. */
export interface ViewSettings {
  readonly view: ViewKind;
  readonly width: Width;
  readonly group: Group;
  readonly groupOrder: GroupOrder;
  readonly text: TextEncoding;
  readonly times: Times;
  readonly sequenceNumbers: SequenceNumbers;
  /** The list of conversations is shown where there are several. */
  readonly list: boolean;
  /** The data inspector is unfolded. */
  readonly inspector: boolean;
  /** The bytes below the messages, or the sequence, are unfolded. */
  readonly bytes: boolean;
  readonly panes: PaneSizes;
  /** What can be sent is shown, where something can. */
  readonly composer: boolean;
  /** Of the data inspector. */
  readonly rows: RowChoice;
}

export const DEFAULT_SETTINGS: ViewSettings = {
  view: 'exchange',
  width: BYTES_PER_ROW,
  group: 1,
  groupOrder: 'be',
  text: 'utf8',
  times: 'absolute',
  sequenceNumbers: 'relative',
  list: true,
  inspector: true,
  bytes: true,
  composer: true,
  panes: {},
  rows: NO_CHOICE,
};

const CHOICES: { readonly [K in Exclude<keyof ViewSettings, 'rows' | 'panes'>]: readonly ViewSettings[K][] } = {
  view: VIEW_KINDS,
  width: WIDTHS,
  group: GROUPS,
  groupOrder: GROUP_ORDERS,
  text: TEXT_ENCODINGS,
  times: TIMES,
  sequenceNumbers: SEQUENCE_NUMBERS,
  list: [true, false],
  inspector: [true, false],
  bytes: [true, false],
  composer: [true, false],
};

/** Takes back settings that were kept; what is missing or another version's becomes the default. */
export function asViewSettings(value: unknown): ViewSettings {
  const kept: Readonly<Record<string, unknown>> = typeof value === 'object' && value !== null ? { ...value } : {};
  const known = Object.entries(CHOICES).map(([key, choices]: [string, readonly unknown[]]) => {
    const isKnown = choices.includes(kept[key]);
    return [key, isKnown ? kept[key] : DEFAULT_SETTINGS[key as keyof ViewSettings]];
  });
  const settings = Object.fromEntries(known) as ViewSettings;
  return { ...settings, panes: asPaneSizes(kept['panes']), rows: asRowChoice(kept['rows']) };
}

/** The rows of the bytes: below messages and sequences stand those of a stream. */
export function layoutOf({ view, width }: ViewSettings, fitting: number, stream: 'received' | 'sent'): RowLayout {
  return { view: hasBytesBelow(view) ? stream : view, bytesPerRow: width === 'fit' ? fitting : width };
}
