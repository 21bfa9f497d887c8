import { roughDuration } from './duration';

declare const FOR_PEOPLE: unique symbol;

/**
 * A sentence or label for people, in English, with `{0}`, `{1}`, … in the places of its arguments. Whatever text is written where
 * one is expected is found by `npm run l10n`, to be translated: so it is written whole, and never put together from parts.
 */
export type Template = string & { readonly [FOR_PEOPLE]?: never };

/** A part of a sentence that is translated as well, such as a cause: it stands there as it would in any sentence. */
export interface Phrase {
  readonly template: Template;
  readonly args: readonly MessageArgument[];
}

export type MessageArgument = string | number | Phrase;

/** How a sentence is written besides its words: by tags such as `de`. English, without marks between thousands, where none is given. */
export interface Writing {
  /** Whose numbers. */
  readonly numbers: string;
  /** Whose rule tells one from many: the language that the sentence is in. */
  readonly plurals: string;
}

const PLACE = /\{(\d+)(?:, (plural),((?: \w+ \{[^{}]*\})+)|, (duration))?\}/g;
const FORM = / (\w+) \{([^{}]*)\}/g;

/**
 * Puts `args` in place of `{0}`, `{1}`, …: the same placeholders that VS Code's localisation uses. Of those of ICU's messages,
 * `{0, plural, one {# byte} other {# bytes}}` chooses by a number, which stands for `#`; and `{0, duration}` is a time in
 * milliseconds.
 */
export function formatMessage(template: string, args: readonly MessageArgument[], writing?: Writing): string {
  return template.replace(PLACE, (whole, index: string, plural?: string, forms?: string, duration?: string) => {
    const value = args[Number(index)];
    if (value === undefined) return whole;
    if (typeof value === 'object') return formatMessage(value.template, value.args, writing);
    if (plural !== undefined) return pluralForm(forms ?? '', value, writing);
    return duration === undefined ? String(value) : roughDuration(Number(value), writing?.numbers);
  });
}

function pluralForm(forms: string, value: string | number, writing: Writing | undefined): string {
  const byName = new Map(Array.from(forms.matchAll(FORM), ([, name, text]) => [name!, text!]));
  const form =
    byName.get(new Intl.PluralRules(writing?.plurals ?? 'en').select(Number(value))) ?? byName.get('other') ?? '';
  const written = typeof value === 'number' && writing ? value.toLocaleString(writing.numbers) : String(value);
  return form.replaceAll('#', () => written);
}

/**
 * An error for people: a stable `code` for programs, a sentence that says what was tried, what it means and what to do.
 * The sentence is kept as a template with arguments, so that the user interface can translate it.
 */
export class SockscopeError extends Error {
  override readonly name = 'SockscopeError';

  constructor(
    /** Stable, upper case: a system code such as `EADDRINUSE`, or one of our own such as `BAD_ENDPOINT`. */
    readonly code: string,
    readonly template: Template,
    readonly args: readonly MessageArgument[] = [],
    options?: ErrorOptions,
  ) {
    super(formatMessage(template, args), options);
  }
}
