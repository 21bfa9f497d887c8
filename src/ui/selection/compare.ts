import * as vscode from 'vscode';
import { SockscopeError } from '../../base/error';
import { hexDump } from '../../bytes/hexDump';
import { hexPreview } from '../../bytes/hex';
import { DIRECTION_SIGNS } from '../../base/direction';
import type { StreamRange } from '../../base/streamRange';
import { checkArgument, optional } from '../../base/argument';
import type { ConversationView } from '../inspector/conversationViews';
import { chunkAt } from '../inspector/goToTarget';
import { pickFrom, tellDone } from '../plainWindow';
import { placeName } from './placeName';
import { readSelection, requireSelection, type InspectorSelection } from './inspectorSelection';

const SCHEME = 'sockscope-dump';
/** Dumps kept for editors that show them; the oldest goes first. */
const MAX_DUMPS = 32;
/** Messages offered: the newest. */
const MAX_MESSAGES = 500;
/** Bytes of a message that the choice shows. */
const PREVIEW_BYTES = 24;

interface MessageItem extends vscode.QuickPickItem {
  readonly selection: InspectorSelection;
}

/** The two documents that are compared, as URIs: what was chosen, and the selection. */
interface Compared {
  readonly left: string;
  readonly right: string;
}

/** Compares selections by VS Code's own diff over their hex dumps. */
export class SelectionComparison implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #dumps = new Map<string, string>();
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  #marked: InspectorSelection | undefined;
  #count = 0;

  dispose(): void {
    this.#registration.dispose();
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    // After a restart of VS Code the tab may come back; the bytes do not.
    return this.#dumps.get(uri.query) ?? vscode.l10n.t('These bytes are gone: compare them again.');
  }

  /** Remembers a selection to compare others with; where it stands. */
  mark(selection: InspectorSelection): StreamRange {
    this.#marked = selection;
    tellDone(vscode.l10n.t('{0} selected for comparison', placeName(selection)));
    const { direction, offset, length } = selection;
    return { direction, offset, length };
  }

  /** Shows the selection beside what the user chooses; undefined when the user gave up. */
  async chooseAndCompare(selection: InspectorSelection): Promise<Compared | undefined> {
    const other = await this.#pickOther(selection);
    return other && this.#compare(other, selection);
  }

  /**
   * Shows selections beside what the argument names.
   *
   * @param argument `{message}`, the number of a chunk of the same conversation, from 1; or `{marked: true}`.
   * @throws SockscopeError `BAD_ARGUMENT`; later `NO_SUCH_MESSAGE`, `NOTHING_MARKED`
   */
  compareWith(argument: unknown): (selection: InspectorSelection) => Promise<Compared> {
    checkArgument(argument, { message: optional('number'), marked: optional('boolean') });
    const { message, marked = false } = argument;
    if ((message !== undefined) === marked) {
      throw new SockscopeError('BAD_ARGUMENT', 'Give either "message" (a number) or "marked" (true).');
    }
    return async (selection) => {
      const other = message === undefined ? this.#requireMarked() : messageOf(selection.view, message);
      return this.#compare(other, selection);
    };
  }

  #requireMarked(): InspectorSelection {
    if (this.#marked) return this.#marked;
    throw new SockscopeError('NOTHING_MARKED', 'Nothing is selected for comparison yet: use Select for Compare first.');
  }

  async #compare(other: InspectorSelection, selection: InspectorSelection): Promise<Compared> {
    const [left, right] = await Promise.all([this.#show(other), this.#show(selection)]);
    await vscode.commands.executeCommand('vscode.diff', left, right, `${placeName(other)} ↔ ${placeName(selection)}`);
    return { left: left.toString(), right: right.toString() };
  }

  async #show(selection: InspectorSelection): Promise<vscode.Uri> {
    // Offsets count from the selection's own start, so that equal bytes make equal lines.
    const dump = hexDump(await readSelection(requireSelection(selection)));
    const key = String(++this.#count);
    this.#dumps.set(key, dump);
    for (const oldest of this.#dumps.keys()) {
      if (this.#dumps.size <= MAX_DUMPS) break;
      this.#dumps.delete(oldest);
    }
    return vscode.Uri.from({ scheme: SCHEME, path: `/${placeName(selection)}.hexdump`, query: key });
  }

  async #pickOther(selection: InspectorSelection): Promise<InspectorSelection | undefined> {
    const { t } = vscode.l10n;
    const marked = this.#marked;
    const messages = await messageItems(selection.view);
    const items: (MessageItem | vscode.QuickPickItem)[] = [
      ...(marked
        ? [
            {
              label: placeName(marked),
              description: t('selected for comparison'),
              iconPath: new vscode.ThemeIcon('bookmark'),
              selection: marked,
            },
          ]
        : []),
      { label: t('Messages of this conversation'), kind: vscode.QuickPickItemKind.Separator },
      ...messages,
    ];
    const picked = await pickFrom(items, {
      title: t('Compare {0} With', placeName(selection)),
      placeHolder: t('Choose a message'),
      matchOnDescription: true,
    });
    return picked && 'selection' in picked ? picked.selection : undefined;
  }
}

/** @throws SockscopeError `NO_SUCH_MESSAGE` */
function messageOf(view: ConversationView, number: number): InspectorSelection {
  const place = chunkAt(view.log, number - 1);
  if (!view.log.isGap(number - 1)) return { view, ...place };
  throw new SockscopeError('NO_SUCH_MESSAGE', 'The bytes of message {0} are missing in the capture.', [number]);
}

/** The newest first. */
async function messageItems(view: ConversationView): Promise<MessageItem[]> {
  const { log, capture } = view;
  const { t } = vscode.l10n;
  const items: MessageItem[] = [];
  for (let chunk = log.length - 1; chunk >= 0 && items.length < MAX_MESSAGES; chunk--) {
    const length = log.byteLength(chunk);
    if (length === 0 || log.isGap(chunk)) continue;
    const direction = log.direction(chunk);
    const offset = log.offset(chunk);
    const first = await capture.readBytes(log, direction, offset, Math.min(length, PREVIEW_BYTES));
    items.push({
      label: `${DIRECTION_SIGNS[direction]} #${chunk + 1}`,
      description: `${t('{0} bytes', length)}  ${hexPreview(first, PREVIEW_BYTES, length)}`,
      selection: { view, direction, offset, length },
    });
  }
  return items;
}
