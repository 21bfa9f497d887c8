import type { Template } from '../../../base/error';
import { SETTINGS } from '../../../wire/check/definitions';
import { RESERVED_WORDS } from '../../../wire/syntax/stepTable';
import type { NameUse, WireName } from './names';

/** Words that begin a step, and those that mean something behind `@`. */
const TAKEN: ReadonlySet<string> = new Set([...RESERVED_WORDS, ...SETTINGS.keys()]);

/** Why a name cannot be called `text`: it is no name, or would be mixed up with another one. Undefined when it can. */
export function nameProblem(
  name: WireName,
  text: string,
  uses: readonly NameUse[],
): { readonly template: Template; readonly args: readonly string[] } | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(text)) {
    const template = '“{0}” is no name: names consist of letters, digits and _, and do not begin with a digit.';
    return { template, args: [text] };
  }
  if (TAKEN.has(text)) {
    return { template: '“{0}” is a word of the language and names nothing: choose another name.', args: [text] };
  }
  const isMixedUp = uses.some(
    ({ name: other }) =>
      other !== name &&
      other.text === text &&
      (other.section === undefined || name.section === undefined || other.section === name.section),
  );
  return isMixedUp ? { template: 'There is a name {0} already: choose another one.', args: [text] } : undefined;
}
