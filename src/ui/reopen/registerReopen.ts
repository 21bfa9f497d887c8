import * as vscode from 'vscode';
import { formatEndpoint } from '../../engine/address/endpoint';
import type { Engine } from '../../engine/engine';
import { isEnded } from '../../engine/socketInfo';
import { plainText } from '../plainText';
import { pickSeveral, showInformation } from '../plainWindow';
import { logProblem, showProblem } from '../problems';
import type { SocketChanges } from '../sockets/socketChanges';
import type { Opening, Openings } from './opening';
import type { OpenSocketsFile } from './openSocketsFile';
import { counted } from '../wording';

export interface ReopenOptions {
  readonly file: OpenSocketsFile;
  readonly engine: Engine;
  readonly changes: SocketChanges;
  readonly openings: Openings;
  readonly open: (opening: Opening) => Promise<unknown>;
  readonly log: vscode.LogOutputChannel;
}

/** Keeps what is open for the window after this one, and offers what was open before it; nothing is opened by itself. */
export function registerReopen(options: ReopenOptions): vscode.Disposable {
  const { file, engine, changes, openings, log } = options;
  const keep = (): void => {
    const open = [...engine.sockets].flatMap((socket) =>
      isEnded(socket.state) || socket.state === 'connecting' || !openings.isNoted(socket)
        ? []
        : (openings.of(socket) ?? []),
    );
    file.keep(open).catch((error: unknown) => {
      logProblem(error, log);
    });
  };
  void file.take().then((closed) => {
    if (closed.length > 0 && vscode.workspace.isTrusted) void offer(closed, options);
  });
  return changes.onDidChange(keep);
}

async function offer(closed: readonly Opening[], { open, log }: ReopenOptions): Promise<void> {
  const { t } = vscode.l10n;
  const text = counted(
    '{0, plural, one {# socket was closed} other {# sockets were closed}} by the reload.',
    closed.length,
  );
  const button = t('Open Again…');
  if ((await showInformation(text, button)) !== button) return;
  const items = closed.map((opening) => ({
    label: plainText(formatEndpoint(opening.endpoint)),
    description: opening.kind === 'dial' ? t('dialled') : (opening.options.service ?? 'manual'),
    iconPath: new vscode.ThemeIcon(opening.kind === 'dial' ? 'plug' : 'radio-tower'),
    opening,
  }));
  const chosen = await pickSeveral(items, {
    title: t('Open Again'),
    placeHolder: t('Which of them are opened again?'),
    matchOnDescription: true,
  });
  // Listeners first: the others may have dialled them.
  const isListener = ({ opening }: (typeof items)[number]): boolean => opening.kind === 'listen';
  for (const { opening } of (chosen ?? []).toSorted(
    (one, other) => Number(isListener(other)) - Number(isListener(one)),
  )) {
    try {
      await open(opening);
    } catch (error) {
      showProblem(error, log);
    }
  }
}
