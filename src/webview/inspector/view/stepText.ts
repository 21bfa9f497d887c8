import type { ConversationSummary } from '../protocol';
import type { MarkName } from '../rows';
import type { StringKey, Translate } from '../strings';
import { byteCount, timeFrom, withoutScheme } from './format';
import type { LoadedStep } from './stepTable';
import { textColumn } from './textColumn';
import type { ViewSettings } from './viewSettings';

const NO_BYTES = new Uint8Array();

const MARK_KEYS: Readonly<Record<MarkName, StringKey>> = {
  retransmission: 'markRetransmission',
  outOfOrder: 'markOutOfOrder',
  gapBefore: 'markGapBefore',
  zeroWindow: 'markZeroWindow',
  windowUpdate: 'markWindowUpdate',
  windowFull: 'markWindowFull',
  duplicateAck: 'markDuplicateAck',
  keepAlive: 'markKeepAlive',
  cutShort: 'markCutShort',
};

/** What a step's texts depend on besides itself. */
export interface SequenceContext {
  readonly translate: Translate;
  readonly settings: Pick<ViewSettings, 'text' | 'times' | 'sequenceNumbers'>;
  readonly summary: ConversationSummary;
}

/** What stands over an arrow. */
export interface StepText {
  /** What went over, or happened. */
  readonly label: string;
  /** Its first bytes as text: no control characters, nothing invisible. Empty where there are none. */
  readonly preview: string;
  /** What is to be noted of it. */
  readonly notes: readonly string[];
}

/** Whether it is an arrow from one end to the other, or happened at one of them. */
export function isArrow({ kind, flags }: LoadedStep): boolean {
  return kind !== 'event' || flags !== undefined;
}

/** Whether an arrow ends in a cross, as nothing can follow it. */
export function isReset({ flags }: LoadedStep): boolean {
  return flags?.includes('RST') ?? false;
}

export function stepText(step: LoadedStep, { translate, settings, summary }: SequenceContext): StepText {
  const { bytes, size, packet, continues } = step;
  const shown = textColumn(settings.text, bytes, NO_BYTES, NO_BYTES)
    .map(({ text }) => text)
    .join('');
  return {
    label: labelOf(step, translate, settings.sequenceNumbers, summary),
    preview: shown === '' || size <= bytes.length ? shown : `${shown}…`,
    notes: [
      ...(packet?.marks ?? []).map((mark) => translate(MARK_KEYS[mark])),
      ...(continues ? [translate('stepContinues')] : []),
    ],
  };
}

/** A step as a sentence: `21:10:03.125: this side to the peer: send(5), hello, …`. */
export function stepSentence(step: LoadedStep, context: SequenceContext): string {
  const { translate, settings, summary } = context;
  const { label, preview, notes } = stepText(step, context);
  const { direction, time, inferred, peer, states, changed } = step;
  const [from, to] = direction === 'sent' ? [0, 1] : [1, 0];
  const what = [
    label,
    ...(peer === undefined ? [] : [translate(direction === 'sent' ? 'toPeer' : 'fromPeer', peer)]),
    ...(preview === '' ? [] : [translate('textSentence', preview)]),
    ...notes,
    ...(inferred ? [translate('stepInferred')] : []),
    ...[0, 1].flatMap((end) =>
      changed?.[end] ? [translate('stepStates', endWord(translate, summary, end), states![end]!)] : [],
    ),
  ].join(', ');
  const sentence = isArrow(step)
    ? translate('stepBetween', endWord(translate, summary, from), endWord(translate, summary, to), what)
    : what;
  return inferred ? sentence : `${timeFrom(time, settings.times, summary.startedAt, translate.language)}: ${sentence}`;
}

/** The address of an end: this side's, or the other's; a word where there is none. */
export function endName(translate: Translate, summary: ConversationSummary, end: number): string {
  const address = withoutScheme(end === 0 ? summary.local : summary.remote);
  return address === '' ? endWord(translate, summary, end) : address;
}

/** What an end is called in a sentence: this side and the peer, or client and server. */
export function endWord(translate: Translate, { client }: ConversationSummary, end: number): string {
  if (client === undefined) return translate(end === 0 ? 'thisSide' : 'thePeer');
  return translate((client === 'sent') === (end === 0) ? 'client' : 'server');
}

function labelOf(
  step: LoadedStep,
  translate: Translate,
  numbers: ViewSettings['sequenceNumbers'],
  { scheme, client }: ConversationSummary,
): string {
  const { kind, direction, size, flags = '', packet, label = '' } = step;
  switch (kind) {
    case 'data': {
      if (client !== undefined) return byteCount(translate, size);
      const isDatagram = scheme === 'udp';
      if (direction === 'sent') return `${isDatagram ? 'sendto' : 'send'}(${size})`;
      return `${isDatagram ? 'recvfrom' : 'recv'} = ${size}`;
    }
    case 'gap':
      return translate('stepGap', byteCount(translate, size));
    case 'handshake':
      return translate('stepHandshake');
    case 'event':
      return label;
    case 'packet': {
      if (!packet) return flags;
      const isRelative = numbers === 'relative';
      const { sequence, acknowledgement, window, base, otherBase } = packet;
      const number = (value: number, from: number) => (isRelative ? (value - from) >>> 0 : value);
      const parts = [flags, `Seq=${number(sequence, base)}`];
      if (flags.includes('ACK')) parts.push(`Ack=${number(acknowledgement, otherBase)}`);
      parts.push(`Win=${window}`);
      if (size > 0) parts.push(`Len=${size}`);
      return parts.join(' ');
    }
  }
}
