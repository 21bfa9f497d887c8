import * as vscode from 'vscode';
import { describeListenWord } from '../../../engine/listenOptions';
import { findService } from '../../../engine/services/services';
import type { CheckedScript } from '../../../wire/check/checker';
import { eolOf, textOf, type Variables } from '../../../wire/check/definitions';
import { previewPayload } from '../../../wire/payload/encoder';
import type { Term } from '../../../wire/payload/term';
import type { AddressText } from '../../../wire/syntax/nodes';
import { firstBytesOf, lengthOfValue } from '../../../wire/payload/value';
import { sentenceOf } from '../../problems';
import { endpointSentence } from '../endpointSentence';
import { shownDump } from '../language/shownDump';
import { hoverTargetAt, type HoverTarget } from '../language/hoverTarget';
import type { WireName } from '../language/names';
import type { WordInfo } from '../language/words';
import { appendCode, appendSentence, codeAndSentence, sentence } from '../markdown';
import { rangeIn, WIRE_DOCUMENTS, type WireDocuments } from '../wireDocuments';
import { formatExactBytes } from '../../sockets/format';
import { formatNumber } from '../../wording';

/** Bytes of a payload that a hover shows. */
const SHOWN_BYTES = 128;

/** A payload's bytes and length, an address's meaning, what a word does. */
export function registerHover(documents: WireDocuments): vscode.Disposable {
  return vscode.languages.registerHoverProvider(WIRE_DOCUMENTS, {
    provideHover(document, position) {
      const checked = documents.check(document);
      const target = hoverTargetAt(checked.script, document.offsetAt(position));
      return target && new vscode.Hover(contentsOf(document, checked, target), rangeIn(document, target));
    },
  });
}

/** Nothing of the file is ever read as Markdown: it goes into code blocks, or is escaped. */
function contentsOf(
  document: vscode.TextDocument,
  checked: CheckedScript,
  target: HoverTarget,
): vscode.MarkdownString | vscode.MarkdownString[] {
  switch (target.kind) {
    case 'name':
      return describeName(document, checked, target.use.name);
    case 'payload': {
      const { term, terms, info } = target;
      const whole = terms.length === 1 && terms[0] === term ? [] : [describeBytes(checked, terms, true)];
      return [...(info === undefined ? [] : [describeWord(info)]), describeBytes(checked, [term], false), ...whole];
    }
    case 'address':
      return describeAddress(checked.values, target.address, target.isListening);
    case 'service':
      return sentence(vscode.l10n.t(findService(target.id)?.description ?? ''));
    case 'option':
      return sentence(vscode.l10n.t(describeListenWord(target.id, target.service)));
    case 'word':
      return describeWord(target.info);
  }
}

export function describeWord({ usage, template, args = [] }: WordInfo): vscode.MarkdownString {
  return codeAndSentence(usage.split('\n'), 'wire', sentenceOf({ template, args }));
}

function describeBytes(
  { script, values }: CheckedScript,
  terms: readonly Term[],
  isWhole: boolean,
): vscode.MarkdownString {
  const { t } = vscode.l10n;
  const sources = { variables: values, eol: eolOf(script) };
  const preview = previewPayload(terms, sources, SHOWN_BYTES);
  if (preview === undefined) {
    return sentence(isWhole ? t('The whole payload is known when it runs.') : t('Its bytes are known when it runs.'));
  }
  const { length, first } = preview;
  const count = formatExactBytes(length);
  const text = sentence(isWhole ? t('The whole payload: {0}', count) : count);
  if (length > 0) appendCode(text, shownDump(first), 'text');
  return length > first.length ? appendSentence(text, t('… and {0} more', formatNumber(length - first.length))) : text;
}

function describeAddress(
  values: Variables,
  { parts, source }: AddressText,
  isListening: boolean,
): vscode.MarkdownString {
  const text = textOf(parts, values);
  const meaning =
    text === undefined ? vscode.l10n.t('Its address is known when it runs.') : endpointSentence(text, isListening);
  return codeAndSentence([text ?? source], 'text', meaning);
}

function describeName(
  document: vscode.TextDocument,
  { script, values }: CheckedScript,
  name: WireName,
): vscode.MarkdownString {
  const { t } = vscode.l10n;
  const line = document.lineAt(document.positionAt(name.definition.start));
  const text = appendCode(new vscode.MarkdownString(), [line.text.trim()], 'wire');
  switch (name.kind) {
    case 'socket':
      return appendSentence(text, t('A socket, opened in line {0}.', line.lineNumber + 1));
    case 'binding':
      return appendSentence(text, t('A value that is received in line {0}.', line.lineNumber + 1));
    case 'setting':
    case 'definition': {
      const value = values.get(name.text);
      const isPayload = script.definitions.some((one) => one.name.text === name.text && one.value.kind === 'payload');
      if (value !== undefined && isPayload) {
        const length = lengthOfValue(value);
        appendCode(text, shownDump(firstBytesOf(value, SHOWN_BYTES)), 'text');
        return appendSentence(text, formatExactBytes(length));
      }
      return appendSentence(text, t('A value for the whole file, defined in line {0}.', line.lineNumber + 1));
    }
  }
}
