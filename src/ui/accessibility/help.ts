import * as vscode from 'vscode';

/** The parts of Sockscope that have a help of their own. */
export const HELP_TOPICS = ['inspector', 'trees', 'wire'] as const;

export type HelpTopic = (typeof HELP_TOPICS)[number];

interface Help {
  readonly title: string;
  /** Each a sentence or two, to be read line by line. */
  readonly lines: readonly string[];
}

function inspectorHelp(): Help {
  const { t } = vscode.l10n;
  return {
    title: t('Sockscope: Help for the Inspector'),
    lines: [
      t('The inspector shows the bytes of a conversation as a grid, a byte in each cell.'),
      t(
        'The arrow keys go from byte to byte; with Shift they select. Home and End go to the ends of the row, with Ctrl to those of the conversation.',
      ),
      t(
        'Each byte says its direction, its offset in that direction’s stream, its value in hex, its name and the number of its chunk, which is what one send or receive carried.',
      ),
      t(
        'Alt+Down and Alt+Up go to the next heading or event: headings say of a chunk when it came and how long it is, events that a connection was opened or closed. In Received and Sent they go to where the next chunk begins.',
      ),
      t(
        'On a heading, Enter selects its chunk and the arrow keys go to the bytes beside it; Escape goes back to the byte where you were.',
      ),
      t(
        'Ctrl+A selects the chunk, and once more the whole stream. Ctrl+C copies the selection as hex; Copy As in the command palette has other formats.',
      ),
      t('Ctrl+G goes to an offset, a message or a time.'),
      t(
        'Ctrl+F opens Find, Enter and Shift+Enter go to the next and the previous match, and Escape closes it and goes back to where you were.',
      ),
      t('Tab goes from pane to pane: toolbar, conversations, bytes, data inspector, composer.'),
      t(
        'The data inspector reads what is selected as numbers and text in both byte orders. The arrow keys go from value to value, Enter copies one.',
      ),
      t('In Messages and Talk the arrow keys go from message to message, and Enter goes to its bytes.'),
      t('Ctrl+Shift+Enter goes to the composer, where Enter sends and Escape goes back to the bytes.'),
      t(
        'What comes, how much is selected and which match you are at is said by itself. Pause View holds what is shown still while the socket goes on.',
      ),
    ],
  };
}

function treesHelp(): Help {
  const { t } = vscode.l10n;
  return {
    title: t('Sockscope: Help for Sockets and Captures'),
    lines: [
      t(
        'Sockets lists listeners, with the connections they accepted below them, what was dialled, and UDP sockets with their peers.',
      ),
      t(
        'A row says what it is, its addresses, its state, its service, how many bytes were received and sent, and how the last message begins.',
      ),
      t('Start Listener and Dial Endpoint in the command palette open a socket; Send Payload sends on one.'),
      t(
        'Enter opens the inspector on the row that has the focus. Delete closes its socket, and once more takes the row away.',
      ),
      t('Shift+F10 opens the menu of a row, with all that can be done in its state.'),
      t('Captures lists what was recorded. Enter opens one in the inspector, F2 renames it, Delete removes it.'),
      t(
        'The status bar says what happened last: who connected, what was sent and received, what was closed. Screen readers say it by themselves.',
      ),
    ],
  };
}

function wireHelp(): Help {
  const { t } = vscode.l10n;
  return {
    title: t('Sockscope: Help for Wire Files'),
    lines: [
      t(
        'A wire file holds conversations that are tests: each section begins with ### and its name, each line is a step.',
      ),
      t('Run Wire Section in the command palette runs the section at the cursor; Stop Wire Section ends it.'),
      t('Run Wire Section and Keep Open leaves its sockets open, and Close the Section’s Sockets closes them.'),
      t(
        'How a section ended, and why, is said by itself where you ran it from the command palette or from the line above it; the Testing view says it in its own way.',
      ),
      t('F8 and Shift+F8 go to the next and the previous mistake, and say it. Ctrl+. offers to mend it.'),
      t('Test: Peek Output shows of a failed step what was expected and what came; Escape goes back to the text.'),
      t('Inspect What This Step Received opens the inspector at what the step at the cursor received.'),
      t('The Testing view lists all sections of all files, and runs them.'),
      t('Alt+F1, on Linux Shift+Alt+F1, opens the editor’s own help.'),
    ],
  };
}

const HELP: Readonly<Record<HelpTopic, () => Help>> = { inspector: inspectorHelp, trees: treesHelp, wire: wireHelp };

const SCHEME = 'sockscope-help';
/** Characters in a line, so that it is seen whole beside a side bar. */
const LINE = 90;

function wrapped(text: string): string {
  return text.replace(new RegExp(`(?=.{${LINE}})(.{1,${LINE}}) `, 'g'), '$1\n');
}

/** Read-only documents that screen readers read line by line; closing one goes back to where the user was. */
export class HelpDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

  dispose(): void {
    this.#registration.dispose();
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const topic = HELP_TOPICS.find((each) => each === uri.query) ?? 'trees';
    const { title, lines } = HELP[topic]();
    const end = vscode.l10n.t('Closing this tab goes back to where you were.');
    return `${[title, ...lines, end].map(wrapped).join('\n\n')}\n`;
  }

  async open(topic: HelpTopic): Promise<void> {
    const { title } = HELP[topic]();
    const name = title.replaceAll(/[:/\\]/g, '');
    const document = await vscode.workspace.openTextDocument(
      vscode.Uri.from({ scheme: SCHEME, path: `/${name}`, query: topic }),
    );
    await vscode.window.showTextDocument(document, { preview: true });
  }
}
