import * as vscode from 'vscode';
import type { LookedUp, LookedUpAddress, NameSource, UnansweredPart } from '../../engine/names/lookUp';
import type { ServiceRow } from '../../engine/names/serviceNames';
import { sentenceOf } from '../problems';
import { counted } from '../wording';
import { classText } from './portText';

/** Names that a line has. */
const MOST_NAMES = 5;

/** What a row of a list says, as text of others. */
export interface RowText {
  readonly label: string;
  readonly description: string;
  readonly detail?: string;
}

/** `192.0.2.7`, `IPv4, DNS`, `documentation (RFC 5737); real.test`. */
export function describeAddress({ address, family, source, kind, names }: LookedUpAddress): RowText {
  const { t } = vscode.l10n;
  const special = kind && t('{0} (RFC {1})', sentenceOf({ template: kind.text, args: [] }), kind.rfc);
  const named = names.slice(0, MOST_NAMES).map(({ name, source: from }) => `${name} (${sourceText(from)})`);
  const detail = [
    ...(special === undefined ? [] : [special]),
    ...(named.length === 0 ? [] : [t('its names: {0}', named.join(', ') + (names.length > MOST_NAMES ? ', …' : ''))]),
  ].join('; ');
  return {
    label: address,
    description: [`IPv${family}`, ...(source === undefined ? [] : [sourceText(source)])].join(', '),
    ...(detail === '' ? {} : { detail }),
  };
}

function sourceText(source: NameSource): string {
  const { t } = vscode.l10n;
  switch (source) {
    case 'hosts':
      return t('hosts file');
    case 'dns':
      return 'DNS';
    case 'system':
      return t('neither hosts file nor DNS under this name');
  }
}

export function describeService({ name, port, transport, aliases, class: kind, source }: ServiceRow): RowText {
  const { t } = vscode.l10n;
  const from = source === 'services' ? t('this machine’s list of services') : t('registry of IANA');
  return {
    label: name,
    description: `${port}/${transport}, ${classText(kind)}, ${from}`,
    ...(aliases.length === 0 ? {} : { detail: t('also {0}', aliases.join(', ')) }),
  };
}

/** What stands above the list: the chain of names, how many addresses, and what is not known. */
export function describeLookUp({ name, canonical, aliases, addresses, more, unanswered }: LookedUp): string {
  const { t } = vscode.l10n;
  // The names of an address are in its row.
  const isChain = aliases[0] === name;
  const names = isChain ? [...aliases, canonical].join(' → ') : name;
  const count = addresses.length + more;
  return [
    count === 0
      ? names
      : counted('{0}: {1, plural, one {# address} other {# addresses, in the order in which programs try them}}', names, count), // prettier-ignore
    ...(more === 0 ? [] : [t('{0} of them are not listed', more)]),
    ...unanswered.map(unansweredText),
  ].join('; ');
}

function unansweredText(part: UnansweredPart): string {
  const { t } = vscode.l10n;
  switch (part) {
    case 'aliases':
      return t('whether it is an alias is not known in full, as DNS did not say');
    case 'source':
      return t('DNS did not say which addresses are its own');
    case 'names':
      return t('DNS did not say all names of the addresses');
  }
}
