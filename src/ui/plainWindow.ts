/**
 * What VS Code's window shows for a moment: lists to choose from, notifications, dialogs, progress, the status bar. All of
 * it passes here, where the text of others is made plain; the linter keeps the rest of `ui` from asking VS Code itself.
 */
import * as vscode from 'vscode';
import { listText, messageText } from './plainText';

/** Milliseconds for which the status bar tells what was done. */
const STATUS_TIME = 4000;

/** Lets the user choose from a list; undefined when the user gave up. Icons come from `iconPath` alone. */
export async function pickFrom<T extends vscode.QuickPickItem>(
  items: readonly T[],
  options: vscode.QuickPickOptions,
): Promise<T | undefined> {
  const shown = items.map((item) => ({ ...plainItem(item), item }));
  const picked = await vscode.window.showQuickPick(shown, options);
  return picked?.item;
}

/** Lets the user choose several, all of which are chosen at first; undefined when the user gave up. */
export async function pickSeveral<T extends vscode.QuickPickItem>(
  items: readonly T[],
  options: vscode.QuickPickOptions,
): Promise<readonly T[] | undefined> {
  const shown = items.map((item) => ({ ...plainItem(item), picked: true, item }));
  const picked = await vscode.window.showQuickPick(shown, { ...options, canPickMany: true });
  return picked?.map(({ item }) => item);
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

/** Asks for a line of text; what is wrong with it may quote it. */
export function askLine(options: vscode.InputBoxOptions): Thenable<string | undefined> {
  const { prompt } = options;
  return vscode.window.showInputBox({
    ...options,
    ...(prompt === undefined ? {} : { prompt: quickInputText(prompt) }),
    ...(options.validateInput === undefined
      ? {}
      : {
          validateInput: async (text) => {
            const said = await options.validateInput?.(text);
            if (said === undefined || said === null) return said;
            return typeof said === 'string' ? quickInputText(said) : { ...said, message: quickInputText(said.message) };
          },
        }),
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
