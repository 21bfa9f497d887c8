import { formatMessage, type MessageArgument, type Template } from '../../base/error';

/** Gives the sentence of a key, with `args` in their places. */
export interface Translator<Key extends string> {
  (key: Key, ...args: MessageArgument[]): string;
  /** Whose numbers and times are written: a tag such as `de`; undefined: English, without marks between thousands. */
  readonly language: string | undefined;
}

/**
 * @param english Every sentence and label of a page, by key.
 * @param table What the extension handed over, translated: anything but an object of strings is passed over, and what is
 * missing in it stays English.
 */
export function translator<Key extends string>(
  english: Readonly<Record<string, Template>>,
  table: unknown,
  language?: string,
): Translator<Key> {
  const translated = new Map<string, unknown>(Object.entries(typeof table === 'object' && table !== null ? table : {}));
  const translate = (key: Key, ...args: MessageArgument[]): string => {
    const own = english[key] ?? key;
    const template = translated.get(key);
    if (typeof template !== 'string') return formatMessage(own, args);
    const writing =
      language === undefined ? undefined : { numbers: language, plurals: template === own ? 'en' : language };
    return formatMessage(template, args, writing);
  };
  return Object.assign(translate, { language });
}
