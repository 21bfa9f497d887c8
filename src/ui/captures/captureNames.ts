import { plainText } from '../plainText';

/** The end of a name that a recording was given: when it began, which the row says apart. */
const TIME = / · \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d(?= \(\d+\)$|$)/;

/** What follows the address in a name: the own port, of what was dialled, and a number where the name was taken. */
const BEHIND_ADDRESS = /( from \d+)?( \(\d+\))?$/;

const stem = (fileName: string): string => fileName.replace(/\.pcapng$/, '');

/** The name of a capture's file as a row shows it: on one line, and nothing in it acts or hides. */
export function shownName(fileName: string): string {
  return plainText(stem(fileName).replace(TIME, ''));
}

/** An endpoint as a row shows it: without its scheme, and nothing in it acts or hides. */
export function shownAddress(address: string): string {
  return plainText(address.replace(/^\w+:(\/\/)?/, ''));
}

/** Whether the name is the one that the recording of this endpoint was given, and can be read as the endpoint. */
export function isNamedAfter(fileName: string, address: string): boolean {
  const [, scheme, host, port] = /^(\w+):\/\/([^[\]:]+):(\d+)$/.exec(address) ?? [];
  const name = stem(fileName);
  const named = name.replace(TIME, '');
  return named !== name && named.replace(BEHIND_ADDRESS, '') === `${scheme ?? ''} ${host ?? ''} ${port ?? ''}`;
}
