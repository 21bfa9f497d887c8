import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { TCP_FLAG } from '../../../capture/pcapng';
import { MARK, MARKS, type SequenceStep, type TcpFacts } from '../../../capture/sequence/step';
import { sideOf } from '../../../capture/side';
import { formatHostPort } from '../../../engine/address/endpoint';
import { MAX_ROWS, STEP_PREVIEW_BYTES } from '../../../webview/inspector/protocol';
import type { PacketFacts, StepRow } from '../../../webview/inspector/rows';
import { saveFolder } from '../../captures/saveFolder';
import { plainText } from '../../plainText';
import { eventLabel } from '../describeRow';
import type { SequenceList } from '../sequenceList';
import type { HandlersOf } from './context';

/** In the order in which they are written: RFC 9293, 3.1, and RFC 3168. */
const FLAG_NAMES: readonly (readonly [bit: number, name: string])[] = [
  [TCP_FLAG.syn, 'SYN'],
  [TCP_FLAG.fin, 'FIN'],
  [TCP_FLAG.rst, 'RST'],
  [TCP_FLAG.psh, 'PSH'],
  [TCP_FLAG.ack, 'ACK'],
  [0x20, 'URG'],
  [0x40, 'ECE'],
  [0x80, 'CWR'],
  [0x100, 'AE'],
];

/** The sequence of a conversation. */
export const STEP_HANDLERS: HandlersOf<'listSteps' | 'readSteps' | 'locateStep' | 'saveDrawing'> = {
  listSteps: (context, { conversation }) => ({ list: context.listSteps(context.viewOf(conversation)) }),

  readSteps: async (context, { list, from, to }) => {
    const steps = context.steps(list);
    const { capture, log } = steps.view;
    const end = Math.min(to, from + MAX_ROWS, steps.count);
    const rows: StepRow[] = [];
    let start = 0;
    for (let row = from; row < end; row++) {
      const described = describe(steps, row, start);
      rows.push(described);
      start += Math.min(described.length, STEP_PREVIEW_BYTES);
    }
    const bytes = new Uint8Array(start);
    const reads = rows.map(async ({ kind, direction, offset, length, start: at }) => {
      if (length === 0 || kind === 'gap') return;
      bytes.set(await capture.readBytes(log, direction, offset, Math.min(length, STEP_PREVIEW_BYTES)), at);
    });
    await Promise.all(reads);
    return { rows, bytes };
  },

  locateStep: (context, { list, direction, offset }) => ({ row: context.steps(list).rowOf(direction, offset) }),

  saveDrawing: async (_context, { svg }) => {
    const { t } = vscode.l10n;
    const target = await vscode.window.showSaveDialog({
      title: t('Save as SVG'),
      defaultUri: vscode.Uri.file(join(saveFolder(), 'sequence.svg')),
      filters: { [t('Drawings')]: ['svg'] },
    });
    if (!target) return { file: '' };
    await writeFile(target.fsPath, svg, { mode: 0o600 });
    return { file: plainText(basename(target.fsPath)) };
  },
};

function describe(steps: SequenceList, row: number, start: number): StepRow {
  const { view } = steps;
  const step = steps.at(row);
  const above = row === 0 ? undefined : steps.at(row - 1);
  const { kind, direction, offset, length, time, event } = step;
  // What was captured of a packet may be no part of the stream.
  const hasBytes = offset >= 0 && offset + length <= view.log.bytes(direction);
  const peer = view.conversation.peers?.get(step.peer);
  return {
    kind,
    direction,
    offset: Math.max(0, offset),
    length: hasBytes ? length : 0,
    size: length,
    time: view.epochTime(time),
    ...(above ? { delta: (time - above.time) / 1e6 } : {}),
    ...(step.inferred ? { inferred: true } : {}),
    ...(step.continues ? { continues: true } : {}),
    ...(step.flags === 0 ? {} : { flags: flagNames(step.flags) }),
    ...(step.tcp ? { packet: packetFacts(step.tcp) } : {}),
    ...(event ? { label: eventLabel(event, sideOf(view.capture, view.conversation, event.direction)) } : {}),
    ...(peer ? { peer: plainText(formatHostPort(peer.address, peer.port)) } : {}),
    ...(peer && !view.peer ? { lane: step.peer } : {}),
    ...statesOf(step, above),
    start,
  };
}

function flagNames(flags: number): string {
  return FLAG_NAMES.flatMap(([bit, name]) => ((flags & bit) === 0 ? [] : [name])).join(', ');
}

function packetFacts(tcp: TcpFacts): PacketFacts {
  const { sequence, acknowledgement, window, base, otherBase, marks } = tcp;
  return {
    sequence,
    acknowledgement,
    window,
    base,
    otherBase,
    marks: MARKS.filter((mark) => (marks & MARK[mark]) !== 0),
  };
}

function statesOf({ states }: SequenceStep, above: SequenceStep | undefined): Pick<StepRow, 'states' | 'changed'> {
  if (!states) return {};
  const [local = '', remote = ''] = states;
  return {
    states: [local.toUpperCase(), remote.toUpperCase()],
    changed: [states[0] !== above?.states?.[0], states[1] !== above?.states?.[1]],
  };
}
