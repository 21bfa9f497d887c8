import { Lanes, type SequencePart } from './sequencePart';
import { isArrow, isReset, stepText, type StepText } from './stepText';
import type { LoadedStep } from './stepTable';

/** Most steps of a diagram: Mermaid draws no text of more than 50,000 characters. */
export const MAX_MERMAID_STEPS = 250;
/** Longest text over an arrow, and what it may be with Mermaid's numbers in it. */
const MAX_TEXT = 120;
const MAX_WRITTEN = 140;

/** What stands for itself in a Mermaid text; all else is written as a number. */
const PLAIN = /[\p{L}\p{N} .,:=()+/↑↓→…·−_'’-]/u;

/**
 * A part of a sequence as a diagram in Mermaid's words, to be pasted between Markdown's fences. Whatever bytes and names hold, it is
 * text in it: nothing ends a line or means anything to Mermaid.
 */
export function mermaidOf(part: SequencePart): string {
  const { steps, context } = part;
  const lanes = new Lanes(part);
  const { translate } = context;
  const last = lanes.names.length - 1;
  const lines = lanes.names.map((name, lane) => `    participant p${lane} as ${mermaidText(name)}`);
  for (const step of steps) {
    const text = mermaidText(copiedText(step, stepText(step, context), lanes.isShared(step)), MAX_WRITTEN);
    if (!isArrow(step) || step.kind === 'gap') {
      lines.push(`    Note over p0,p${last}: ${text}`);
      continue;
    }
    const far = lanes.of(step);
    const [from, to] = step.direction === 'sent' ? [0, far] : [far, 0];
    const head = isReset(step) ? 'x' : '>>';
    const note = step.inferred ? mermaidText(` (${translate('stepInferred')})`) : '';
    lines.push(`    p${from}${step.inferred ? '--' : '-'}${head}p${to}: ${text}${note}`);
  }
  return `sequenceDiagram\n${lines.join('\n')}\n`;
}

/** What stands over an arrow in a copy. */
export function copiedText(step: LoadedStep, { label, preview, notes }: StepText, isShared: boolean): string {
  const parts = [
    label,
    ...(isShared && step.peer !== undefined ? [step.peer] : []),
    preview,
    ...notes.map((note) => `[${note}]`),
  ];
  const characters = Array.from(parts.filter((each) => each !== '').join(' '));
  return characters.length <= MAX_TEXT ? characters.join('') : `${characters.slice(0, MAX_TEXT - 1).join('')}…`;
}

/** Text in which nothing means anything to Mermaid: its own entities, which are written in decimal. */
export function mermaidText(text: string, most = Infinity): string {
  let written = '';
  for (const character of text) {
    const part = PLAIN.test(character) ? character : `#${plain(character).codePointAt(0)!};`;
    if (written.length + part.length > most) return `${written}…`;
    written += part;
  }
  return written;
}

/** A character that others can see, and that changes no other's place. */
export function plain(character: string): string {
  return /\p{Surrogate}|\p{Control}|\p{Noncharacter_Code_Point}|\p{Bidi_Control}/u.test(character)
    ? '\ufffd'
    : character;
}
