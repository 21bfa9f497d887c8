/** What was probably meant by a word that is no term. */
import { parseIntegerText } from './numberText';
import type { Word } from './payloadArguments';
import { lacksByteOrder, suggestFunction } from './payloadFunctions';
import { quoteForMessage, type ProblemList } from './problem';

/** A name before a parenthesis that is no function's. */
export function reportUnknownTerm(name: Word, problems: ProblemList): void {
  if (problems.full) return;
  const suggestion = suggestFunction(name.text);
  const shown = quoteForMessage(name.text);
  const fix = suggestion === undefined ? undefined : { start: name.start, end: name.end, text: suggestion };
  const code = 'PAYLOAD_UNKNOWN_TERM';
  if (lacksByteOrder(name.text)) {
    const template = '{0} needs a byte order: write {0}be (big-endian, network order) or {0}le.';
    problems.add(name, code, template, [name.text], fix);
  } else if (suggestion !== undefined) {
    problems.add(name, code, 'There is no term “{0}”: did you mean {1}?', [shown, suggestion], fix);
  } else {
    const template = 'There is no term “{0}”: write text in quotes, bytes as [0a 0b], numbers as u16be(1).';
    problems.add(name, code, template, [shown]);
  }
}

/** A word that stands alone: a number, hex bytes or text, each of which has its own form. */
export function reportBareWord(word: Word, problems: ProblemList): void {
  if (problems.full) return;
  const { text } = word;
  const range = { start: word.start, end: word.end };
  const shown = quoteForMessage(text);
  const integer = parseIntegerText(text);
  if (integer.kind === 'value' && integer.value >= 0n && integer.value <= 255n) {
    const template = 'A number needs a type: write u8({0}), or u16be({0}) for two bytes.';
    problems.add(word, 'PAYLOAD_BARE_NUMBER', template, [shown], { ...range, text: `u8(${text})` });
  } else if (/^(?=.*[0-9])(?:[0-9a-fA-F]{2})+$/.test(text)) {
    const template = 'Hex bytes stand in brackets: write [{0}].';
    problems.add(word, 'PAYLOAD_BARE_HEX', template, [shown], { ...range, text: `[${text}]` });
  } else if (integer.kind === 'value') {
    const template = 'A number needs a type: write for example u32be({0}) or i64le({0}).';
    problems.add(word, 'PAYLOAD_BARE_NUMBER', template, [shown]);
  } else {
    const template = 'Text stands in quotes: write {0}.';
    problems.add(word, 'PAYLOAD_BARE_WORD', template, [quoteForMessage(quoteWord(text))], {
      ...range,
      text: quoteWord(text),
    });
  }
}

/** As a string of the payload syntax. The text comes from words, which have no line breaks. */
export function quoteWord(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
