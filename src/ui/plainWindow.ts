/**
 * What VS Code's window shows for a moment: lists to choose from, notifications, dialogs, progress, the status bar. All of
 * it passes here, where the text of others is made plain; the linter keeps the rest of `ui` from asking VS Code itself.
 */
import * as vscode from 'vscode';
import { listText, messageText } from './plainText';
import { askIn } from './question';

/** Milliseconds for which the status bar tells what was done. */
const STATUS_TIME = 4000;

/** What a list is called, and what its search looks at. */
export interface PickOptions {
  readonly title: string;
  readonly placeHolder: string;
  readonly matchOnDescription?: boolean;
  readonly matchOnDetail?: boolean;
}

/** Lets the user choose from a list; undefined when the user gave up. Icons come from `iconPath` alone. */
export function pickFrom<T extends vscode.QuickPickItem>(
  items: readonly T[],
  options: PickOptions,
): Promise<T | undefined> {
  const pick = listOf(items, options);
  return askIn(pick, (answer) => {
    pick.onDidAccept(() => {
      const [chosen] = pick.activeItems;
      if (chosen) answer(chosen.item);
    });
  });
}

/** Lets the user choose several, all of which are chosen at first; undefined when the user gave up. */
export function pickSeveral<T extends vscode.QuickPickItem>(
  items: readonly T[],
  options: PickOptions,
): Promise<readonly T[] | undefined> {
  const pick = listOf(items, options);
  pick.canSelectMany = true;
  pick.selectedItems = pick.items;
  return askIn<readonly T[]>(pick, (answer) => {
    pick.onDidAccept(() => {
      answer(pick.selectedItems.map(({ item }) => item));
    });
  });
}

function listOf<T extends vscode.QuickPickItem>(
  items: readonly T[],
  { title, placeHolder, matchOnDescription = false, matchOnDetail = false }: PickOptions,
): vscode.QuickPick<vscode.QuickPickItem & { readonly item: T }> {
  const pick = createPick<vscode.QuickPickItem & { readonly item: T }>();
  pick.title = title;
  pick.placeholder = placeHolder;
  pick.matchOnDescription = matchOnDescription;
  pick.matchOnDetail = matchOnDetail;
  pick.items = items.map((item) => ({ ...plainItem<vscode.QuickPickItem>(item), item }));
  return pick;
}

/** The item with no icons but its own. */
export function plainItem<T extends vscode.QuickPickItem>(item: T): T {
  const { label, description, detail } = item;
  return {
    ...item,
    label: listText(label),
    ...(description === undefined ? {} : { description: listText(description) }),
    ...(detail === undefined ? {} : { detail: listText(detail) }),
  };
}

/** A list that is filled and read by its caller, who makes its items plain by {@link plainItem}. */
export function createPick<T extends vscode.QuickPickItem>(): vscode.QuickPick<T> {
  return vscode.window.createQuickPick<T>();
}

/** An input box that is filled and read by its caller, who quotes nobody in it. */
export function createInput(): vscode.InputBox {
  return vscode.window.createInputBox();
}

/** What is asked for a line of text. */
export interface LineQuestion {
  readonly title: string;
  readonly prompt: string;
  readonly placeHolder?: string;
  /** What is in the box at first. */
  readonly value?: string;
  /** What is wrong with a text, which cannot be accepted then; it may quote it. */
  readonly validateInput: (text: string) => string | undefined;
}

/** Asks for a line of text; undefined when the user gave up. */
export function askLine({
  title,
  prompt,
  placeHolder,
  value = '',
  validateInput,
}: LineQuestion): Promise<string | undefined> {
  const input = createInput();
  input.title = title;
  input.prompt = quickInputText(prompt);
  input.placeholder = placeHolder;
  input.value = value;
  const check = (text: string): boolean => {
    const problem = validateInput(text);
    input.validationMessage = problem === undefined ? undefined : quickInputText(problem);
    return problem === undefined;
  };
  check(value);
  return askIn(input, (answer) => {
    input.onDidChangeValue(check);
    input.onDidAccept(() => {
      if (check(input.value)) answer(input.value);
    });
  });
}

/** Input boxes know both icons and links. */
const quickInputText = (text: string): string => listText(messageText(text));

/** Shows what went wrong; which button was chosen, undefined for none. */
export function showError(message: string, ...buttons: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showErrorMessage(messageText(message), ...buttons);
}

/** Tells something, with buttons; which was chosen, undefined for none. */
export function showInformation(message: string, ...buttons: readonly string[]): Thenable<string | undefined> {
  return vscode.window.showInformationMessage(messageText(message), ...buttons);
}

/** Whether the user chose the button of a modal dialog, which has *Cancel* besides. */
export async function confirm(message: string, detail: string, button: string): Promise<boolean> {
  const options = { modal: true, detail: messageText(detail) };
  return (await vscode.window.showWarningMessage(messageText(message), options, button)) === button;
}

/** Tells in the status bar what was done. */
export function tellDone(text: string): void {
  vscode.window.setStatusBarMessage(listText(text), STATUS_TIME);
}

/** Does something that takes a while, with a notification and a way to cancel. */
export function withProgress<T>(
  title: string,
  task: (report: (progress: { message?: string; increment?: number }) => void, signal: AbortSignal) => Promise<T>,
): Thenable<T> {
  const options = { location: vscode.ProgressLocation.Notification, title: messageText(title), cancellable: true };
  return vscode.window.withProgress(options, (progress, token) => {
    const cancel = new AbortController();
    token.onCancellationRequested(() => {
      cancel.abort();
    });
    return task(({ message, ...rest }) => {
      progress.report({ ...rest, ...(message === undefined ? {} : { message: messageText(message) }) });
    }, cancel.signal);
  });
}
