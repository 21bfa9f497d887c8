import { formatMessage, type MessageArgument } from '../../base/error';

/** Gives the sentence of a key, with `args` in place of `{0}`, `{1}`, … */
export type Translator<Key extends string> = (key: Key, ...args: MessageArgument[]) => string;

/**
 * @param english Every sentence and label of a page, by key.
 * @param table What the extension handed over, translated: anything but an object of strings is passed over, and what is
 * missing in it stays English.
 */
export function translator<Key extends string>(
  english: Readonly<Record<string, string>>,
  table: unknown,
): Translator<Key> {
  const translated = new Map<string, unknown>(Object.entries(typeof table === 'object' && table !== null ? table : {}));
  return (key, ...args) => {
    const template = translated.get(key);
    return formatMessage(typeof template === 'string' ? template : (english[key] ?? key), args);
  };
}
