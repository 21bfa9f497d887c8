import * as vscode from 'vscode';
import { findService } from '../../../engine/services';
import { eolOf, knownConstants, textOf } from '../../../wire/constants';
import { previewPayload } from '../../../wire/payload';
import type { Term } from '../../../wire/payloadTerm';
import type { AddressText, Script } from '../../../wire/script';
import { endpointSentence } from '../endpointSentence';
import { hexLines } from '../language/hexLines';
import { hoverTargetAt, type HoverTarget } from '../language/hoverTarget';
import type { WireName } from '../language/names';
import type { WordInfo } from '../language/words';
import { appendSentence, codeAndSentence, sentence } from '../markdown';
import { rangeIn, WIRE_DOCUMENTS, type WireDocuments } from '../wireDocuments';

/** Bytes of a payload that a hover shows. */
const SHOWN_BYTES = 128;
const BYTES_PER_LINE = 16;

/** A payload's bytes and length, an address's meaning, what a word does. */
export function registerHover(documents: WireDocuments): vscode.Disposable {
  return vscode.languages.registerHoverProvider(WIRE_DOCUMENTS, {
    provideHover(document, position) {
      const { script } = documents.check(document);
      const target = hoverTargetAt(script, document.offsetAt(position));
      return target && new vscode.Hover(contentsOf(document, script, target), rangeIn(document, target));
    },
  });
}

/** Nothing of the file is ever read as Markdown: it goes into code blocks, or is escaped. */
function contentsOf(
  document: vscode.TextDocument,
  script: Script,
  target: HoverTarget,
): vscode.MarkdownString | vscode.MarkdownString[] {
  switch (target.kind) {
    case 'name':
      return describeName(document, script, target.use.name);
    case 'payload': {
      const { term, terms, info } = target;
      const whole = terms.length === 1 && terms[0] === term ? [] : [describeBytes(script, terms, true)];
      return [...(info === undefined ? [] : [describeWord(info)]), describeBytes(script, [term], false), ...whole];
    }
    case 'address':
      return describeAddress(script, target.address, target.isListening);
    case 'service':
      return sentence(vscode.l10n.t(findService(target.id)?.description ?? ''));
    case 'word':
      return describeWord(target.info);
  }
}

export function describeWord({ usage, template, args = [] }: WordInfo): vscode.MarkdownString {
  return codeAndSentence(usage, 'wire', vscode.l10n.t(template, ...args));
}

function describeBytes(script: Script, terms: readonly Term[], isWhole: boolean): vscode.MarkdownString {
  const { t } = vscode.l10n;
  const sources = { variables: knownConstants(script), eol: eolOf(script) };
  const preview = previewPayload(terms, sources, SHOWN_BYTES);
  if (preview === undefined) {
    return sentence(isWhole ? t('The whole payload is known when it runs.') : t('Its bytes are known when it runs.'));
  }
  const { length, first } = preview;
  const count = length === 1 ? t('1 byte') : t('{0} bytes', length.toLocaleString());
  const text = sentence(isWhole ? t('The whole payload: {0}', count) : count);
  if (length > 0) text.appendCodeblock(hexLines(first, 0, BYTES_PER_LINE).join('\n'), 'text');
  return length > first.length
    ? appendSentence(text, t('… and {0} more', (length - first.length).toLocaleString()))
    : text;
}

function describeAddress(script: Script, { parts, source }: AddressText, isListening: boolean): vscode.MarkdownString {
  const text = textOf(parts, knownConstants(script));
  const meaning =
    text === undefined ? vscode.l10n.t('Its address is known when it runs.') : endpointSentence(text, isListening);
  return codeAndSentence(text ?? source, 'text', meaning);
}

function describeName(document: vscode.TextDocument, script: Script, name: WireName): vscode.MarkdownString {
  const { t } = vscode.l10n;
  const line = document.lineAt(document.positionAt(name.definition.start));
  const text = new vscode.MarkdownString().appendCodeblock(line.text.trim(), 'wire');
  switch (name.kind) {
    case 'socket':
      return appendSentence(text, t('A socket, opened in line {0}.', line.lineNumber + 1));
    case 'bound':
      return appendSentence(text, t('A value that is received in line {0}.', line.lineNumber + 1));
    case 'setting':
    case 'constant': {
      const value = knownConstants(script).get(name.text);
      if (value instanceof Uint8Array) {
        text.appendCodeblock(hexLines(value.subarray(0, SHOWN_BYTES), 0, BYTES_PER_LINE).join('\n'), 'text');
        return appendSentence(text, value.length === 1 ? t('1 byte') : t('{0} bytes', value.length.toLocaleString()));
      }
      return appendSentence(text, t('A value for the whole file, defined in line {0}.', line.lineNumber + 1));
    }
  }
}
