import * as vscode from 'vscode';
import type { RunOutcome } from '../../capture/testRun';
import type { RecordedSocketKind, RecordingOrigin } from '../../engine/recording';
import { COMMANDS } from '../ids';
import { plainText } from '../plainText';
import { formatBytes, formatDate, formatExactBytes, formatMoment, formatTime } from '../sockets/format';
import { shortPath } from '../sockets/shortPath';
import { beganAt, type CaptureEntry, type CaptureSummary } from './captureLibrary';
import { isNamedAfter, shownAddress, shownName } from './captureNames';
import { CaptureNode, type RunNode } from './captureNode';
import { counted } from '../wording';

/** How a capture is shown that is of one kind of socket. */
interface OriginLook {
  readonly icon: string;
  /** Where the name says the address already. */
  readonly role: string;
  /** What it was, with its address. */
  readonly sentence: (address: string) => string;
}

function originLooks(): Readonly<Record<RecordedSocketKind, OriginLook>> {
  const { t } = vscode.l10n;
  return {
    listener: { icon: 'radio-tower', role: t('listener'), sentence: (address) => t('listener {0}', address) },
    connection: { icon: 'plug', role: t('dialled'), sentence: (address) => t('dialled {0}', address) },
    datagramSocket: { icon: 'mail', role: t('UDP socket'), sentence: (address) => t('UDP socket {0}', address) },
    dialledDatagramSocket: { icon: 'mail', role: t('UDP peer'), sentence: (address) => t('UDP peer {0}', address) },
  };
}

interface OutcomeLook {
  readonly icon: string;
  readonly color: string;
  readonly label: string;
}

function outcomeLooks(): Readonly<Record<RunOutcome | 'running' | 'unknown', OutcomeLook>> {
  const { t } = vscode.l10n;
  return {
    passed: { icon: 'pass', color: 'testing.iconPassed', label: t('passed') },
    failed: { icon: 'error', color: 'testing.iconFailed', label: t('failed') },
    cancelled: { icon: 'circle-slash', color: 'testing.iconSkipped', label: t('cancelled') },
    running: { icon: 'loading~spin', color: 'testing.runAction', label: t('running') },
    unknown: { icon: 'beaker', color: 'disabledForeground', label: t('did not end') },
  };
}

/** Where a capture came from, in a few words; the address only where the name does not tell it. */
function shortOrigin(name: string, { kind, address }: RecordingOrigin): string {
  const { role, sentence } = originLooks()[kind];
  const shown = shownAddress(address);
  return isNamedAfter(name, address) ? role : sentence(shown.startsWith('/') ? shortPath(shown) : shown);
}

/** Where a capture came from, with its whole address. */
export function longOrigin({ kind, address }: RecordingOrigin): string {
  return originLooks()[kind].sentence(plainText(address));
}

function describeSummary(summary: CaptureSummary): string {
  const { t } = vscode.l10n;
  const { conversations, received, sent } = summary;
  const count = counted('{0, plural, one {# conversation} other {# conversations}}', conversations);
  const said = t('{0}, {1} received, {2} sent', count, formatExactBytes(received), formatExactBytes(sent));
  if (summary.leftOut === undefined) return said;
  return `${said}\n${counted('{0, plural, one {# packet is left out} other {# packets are left out}}: the capture is too large to be indexed whole', summary.leftOut)}`;
}

function describeTime(entry: CaptureEntry): string {
  const { t } = vscode.l10n;
  if (entry.failedSince !== undefined) return t('not recorded since {0}', formatTime(entry.failedSince));
  return entry.live ? t('recording') : formatMoment(beganAt(entry));
}

function iconOf(entry: CaptureEntry): vscode.ThemeIcon {
  if (entry.failedSince !== undefined) {
    return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  }
  if (entry.live) return new vscode.ThemeIcon('record', new vscode.ThemeColor('charts.red'));
  if (entry.pinned) return new vscode.ThemeIcon('pinned');
  return new vscode.ThemeIcon(entry.origin === undefined ? 'file-binary' : originLooks()[entry.origin.kind].icon);
}

/** A capture's row, but for the hover, which costs reading the file. */
export function captureItem({ entry }: CaptureNode): vscode.TreeItem {
  const { t } = vscode.l10n;
  const label = shownName(entry.name);
  const item = new vscode.TreeItem(label);
  item.id = entry.path;
  item.resourceUri = vscode.Uri.file(entry.path);
  item.description = [
    describeTime(entry),
    formatBytes(entry.bytes),
    ...(entry.origin === undefined ? [] : [shortOrigin(entry.name, entry.origin)]),
    ...(entry.summary && entry.summary.conversations !== 1
      ? [counted('{0, plural, one {# conversation} other {# conversations}}', entry.summary.conversations)]
      : []),
  ].join(' · ');
  item.iconPath = iconOf(entry);
  item.contextValue = `capture ${entry.live ? 'live' : 'ended'} ${entry.pinned ? 'pinned' : 'unpinned'}`;
  item.accessibilityInformation = {
    label: [
      t('Capture {0}', label),
      ...(entry.pinned ? [t('pinned')] : []),
      describeTime(entry),
      ...(entry.origin === undefined ? [] : [longOrigin(entry.origin)]),
      formatExactBytes(entry.bytes),
      ...(entry.summary ? [describeSummary(entry.summary)] : []),
    ].join(', '),
  };
  item.command = { command: COMMANDS.inspectCapture, title: t('Inspect'), arguments: [new CaptureNode(entry)] };
  return item;
}

/** @param contents What the capture holds, or why that cannot be told. */
export function captureTooltip(entry: CaptureEntry, contents: CaptureSummary | string): string {
  const { t } = vscode.l10n;
  return [
    plainText(entry.name),
    ...(entry.origin === undefined ? [] : [t('Recorded from: {0}', longOrigin(entry.origin))]),
    ...(entry.run === undefined ? [] : [t('Test run: {0}', plainText(entry.run.label))]),
    typeof contents === 'string' ? contents : describeSummary(contents),
    t('Size on disk: {0}', formatExactBytes(entry.bytes)),
    t('Changed: {0}', formatDate(entry.modifiedAt)),
    ...(entry.live && entry.failedSince === undefined ? [t('Still being recorded')] : []),
    ...(entry.failedSince === undefined ? [] : [describeTime(entry)]),
    ...(entry.pinned ? [t('Pinned: it is not removed when there are many captures')] : []),
  ].join('\n');
}

function outcomeOf({ run, entries }: RunNode): OutcomeLook {
  const looks = outcomeLooks();
  return looks[run.outcome ?? (entries.some(({ live }) => live) ? 'running' : 'unknown')];
}

/**
 * The row of a test run.
 *
 * @param open Shows its captures, since they are what was looked for.
 */
export function runItem(node: RunNode, open: boolean): vscode.TreeItem {
  const { t } = vscode.l10n;
  const { run, entries } = node;
  const { icon, color, label: outcome } = outcomeOf(node);
  const label = plainText(run.label);
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(label, open ? Expanded : Collapsed);
  // VS Code remembers by its id whether a row is open.
  item.id = `${open ? 'found' : 'run'} ${run.id}`;
  const count = counted('{0, plural, one {# capture} other {# captures}}', entries.length);
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  item.description = [formatMoment(run.startedAt), count, formatBytes(bytes)].join(' · ');
  item.iconPath = new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
  const words = [
    entries.every(({ live }) => live) ? 'live' : 'ended',
    entries.every(({ pinned }) => pinned) ? 'pinned' : 'unpinned',
  ];
  item.contextValue = `run ${words.join(' ')}`;
  item.tooltip = [
    t('Test run: {0}', label),
    t('Outcome: {0}', outcome),
    t('Began: {0}', formatDate(run.startedAt)),
    t('Size on disk: {0}', formatExactBytes(bytes)),
  ].join('\n');
  item.accessibilityInformation = {
    label: [t('Test run {0}', label), outcome, formatMoment(run.startedAt), count, formatExactBytes(bytes)].join(', '),
  };
  return item;
}
