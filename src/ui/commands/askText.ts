import * as vscode from 'vscode';

/** What the text typed so far amounts to: what accepting it would do, or why it cannot be accepted. */
export type Evaluation<T> =
  | { readonly value: T; readonly label: string; readonly description?: string; readonly detail?: string }
  | { readonly problem: string; readonly detail?: string };

export interface Question<T> {
  readonly title: string;
  readonly placeholder: string;
  readonly history: readonly string[];
  /** Offered below the history, each with a word of explanation. */
  readonly suggestions?: readonly { readonly text: string; readonly description: string }[];
  /** Called with each change. */
  readonly evaluate: (text: string) => Evaluation<T>;
}

interface TextItem extends vscode.QuickPickItem {
  /** What choosing the item puts in; absent for the row that shows the evaluation. */
  readonly text?: string;
}

/**
 * Asks for a line of text, with its history to choose from. The first row says as the user types what accepting would do,
 * or what is wrong.
 *
 * @returns The text and its value; undefined when the user gave up.
 */
export async function askText<T>(question: Question<T>): Promise<{ text: string; value: T } | undefined> {
  const pick = vscode.window.createQuickPick<TextItem>();
  pick.title = question.title;
  pick.placeholder = question.placeholder;
  pick.matchOnDescription = false;
  // Not in the typed API, but honoured by all versions from the floor on: without it the history's rows that match what
  // was typed are put before the evaluation, which is the active row either way. See microsoft/vscode#73904.
  Object.assign(pick, { sortByLabel: false });

  const offered: TextItem[] = [
    ...question.history.map((text) => ({ label: text, text, iconPath: new vscode.ThemeIcon('history') })),
    ...(question.suggestions ?? [])
      .filter(({ text }) => !question.history.includes(text))
      .map(({ text, description }) => ({ label: text, text, description })),
  ];

  const update = (): void => {
    const text = pick.value;
    if (text === '') {
      pick.items = offered;
      return;
    }
    const evaluation = question.evaluate(text);
    const first: TextItem =
      'problem' in evaluation
        ? {
            label: evaluation.problem,
            iconPath: new vscode.ThemeIcon('error', new vscode.ThemeColor('errorForeground')),
            alwaysShow: true,
            ...(evaluation.detail === undefined ? {} : { detail: evaluation.detail }),
          }
        : {
            label: evaluation.label,
            iconPath: new vscode.ThemeIcon('arrow-right'),
            alwaysShow: true,
            ...(evaluation.description === undefined ? {} : { description: evaluation.description }),
            ...(evaluation.detail === undefined ? {} : { detail: evaluation.detail }),
          };
    pick.items = [first, ...offered];
    pick.activeItems = [first];
  };

  try {
    return await new Promise((resolve) => {
      pick.onDidChangeValue(update);
      pick.onDidAccept(() => {
        const text = pick.activeItems[0]?.text ?? pick.value;
        const evaluation = question.evaluate(text);
        if ('problem' in evaluation) {
          if (pick.value !== text) pick.value = text;
          update();
          return;
        }
        resolve({ text, value: evaluation.value });
        pick.hide();
      });
      pick.onDidHide(() => {
        resolve(undefined);
      });
      update();
      pick.show();
    });
  } finally {
    pick.dispose();
  }
}
