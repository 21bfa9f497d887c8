/** What is checked of the options of every step that opens a socket. */
import { tlsOptionsOf } from '../../engine/tls/readTlsOptions';
import { UNREAD_PEM, type DialTlsOptions, type ListenTlsOptions, type TlsOperation } from '../../engine/tlsOptions';
import { writtenTls, type WrittenOption } from '../syntax/optionWords';
import type { ScriptProblems } from '../syntax/scriptProblem';
import { textOf } from './definitions';
import type { FileFacts } from './fileFacts';

/** @param nameOf What an option says something about: two words may be about one thing. */
export function reportDuplicates(
  options: readonly WrittenOption[],
  nameOf: (option: WrittenOption) => string,
  problems: ScriptProblems,
): void {
  const names = options.map(nameOf);
  for (const [index, { name }] of options.entries()) {
    const first = names.indexOf(names[index]!);
    if (first === index) continue;
    const earlier = options[first]!.name.text;
    if (earlier === name.text) {
      problems.error(name, 'WIRE_DUPLICATE_OPTION', '{0} stands here twice: leave out one of them.', [name.text]);
    } else {
      const template = '{1} and {0} exclude each other: leave out one of them.';
      problems.error(name, 'WIRE_DUPLICATE_OPTION', template, [name.text, earlier]);
    }
  }
}

/** As far as it is known before anything runs and any file is read. */
export function knownTls(
  options: readonly WrittenOption[],
  operation: TlsOperation,
  { values }: Pick<FileFacts, 'values'>,
): DialTlsOptions & ListenTlsOptions {
  const written = writtenTls(options, operation, ({ parts }) => textOf(parts, values));
  return tlsOptionsOf(written, () => UNREAD_PEM) ?? {};
}
