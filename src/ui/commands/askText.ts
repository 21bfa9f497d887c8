import * as vscode from 'vscode';
import { plainText } from '../plainText';
import { createPick, plainItem } from '../plainWindow';
import { askIn } from '../question';
import { findPasted, flatten, withLines, type PastedLines } from './pastedLines';

/** What the text typed so far amounts to: what accepting it would do, or why it cannot be accepted. */
export type Evaluation<T> =
  | { readonly value: T; readonly label: string; readonly description?: string; readonly detail?: string }
  | { readonly problem: string; readonly detail?: string };

/** A text that can be chosen instead of typed. */
export interface OfferedText {
  readonly text: string;
  readonly description?: string;
  /** It is put into the input to be looked at, because it can mean several things. */
  readonly isUnsettled?: boolean;
}

export interface Question<T> {
  readonly title: string;
  readonly placeholder: string;
  readonly history: readonly OfferedText[];
  /** Offered below the history, each with a word of explanation. */
  readonly suggestions?: readonly OfferedText[];
  /**
   * Called with each change: a row for each thing that the text can mean, the likeliest first; at least one.
   *
   * @param oneLine What the input shows of a text that has several lines.
   */
  readonly evaluate: (text: string, oneLine?: string) => readonly Evaluation<T>[];
  /** What is pasted may have several lines. */
  readonly keepsLines?: boolean;
  /** What is in the input at first, and perhaps what went wrong with it. */
  readonly initial?: { readonly text: string; readonly problem: string | undefined };
  /** What was accepted before and the id of what it was taken for, and what went wrong then. */
  readonly again?: { readonly text: string; readonly problem: string; readonly preferred: string };
}

interface TextItem<T> extends vscode.QuickPickItem {
  /** What choosing the item puts in. */
  readonly offered?: OfferedText;
  /** What choosing the item does. */
  readonly evaluation?: Evaluation<T>;
}

/**
 * Asks for a text, with its history to choose from. The first rows say as the user types what accepting would do, or what is
 * wrong.
 *
 * @returns The text and its value; undefined when the user gave up.
 */
export function askText<T>(question: Question<T>): Promise<{ text: string; value: T } | undefined> {
  const pick = createPick<TextItem<T>>();
  pick.title = question.title;
  pick.placeholder = question.placeholder;
  pick.matchOnDescription = false;
  // Not in the typed API, but honoured by all versions from the floor on: without it the history's rows that match what
  // was typed are put before the evaluation, which is the active row either way. See microsoft/vscode#73904.
  Object.assign(pick, { sortByLabel: false });

  const { again, initial, history, suggestions = [] } = question;
  const noticed = again ?? initial;
  const offered: TextItem<T>[] = [
    ...history.map((each) => offeredItem<T>(each, 'history')),
    ...suggestions
      .filter(({ text }) => !history.some((each) => each.text === text))
      .map((each) => offeredItem<T>(each)),
  ];
  let pasted: PastedLines | undefined;
  let last = '';

  const textOf = (value: string): string => withLines(value, pasted) ?? value;
  const update = (): void => {
    const { value } = pick;
    if (value === '') {
      pick.items = offered;
      return;
    }
    const text = textOf(value);
    const rows = question.evaluate(text, text === value ? undefined : value).map((each) => evaluationItem(each));
    const problem = text === noticed?.text ? noticed.problem : undefined;
    const notice = problem === undefined ? [] : [evaluationItem<T>({ problem })];
    pick.items = [...notice, ...rows, ...offered];
    pick.activeItems = rows.slice(0, 1);
  };
  const onChange = async (value: string): Promise<void> => {
    const added = value.length - last.length;
    last = value;
    update();
    // More than a key press, with a blank where a line may have ended: it may have been pasted, and the clipboard knows its
    // lines. It is not read for less: a browser asks the user, or says that it may not be read.
    const isPasted = added > 1 && value.includes(' ');
    if (!question.keepsLines || !isPasted || withLines(value, pasted) !== undefined) return;
    const found = findPasted(value, await clipboardText());
    if (!found || pick.value !== value) return;
    pasted = found;
    update();
  };
  const fill = (text: string): void => {
    pasted = flatten(text);
    last = pick.value = pasted?.flat ?? text;
    update();
  };

  if (noticed) fill(noticed.text);
  else update();
  return askIn(pick, (answer, fail) => {
    pick.onDidChangeValue((value) => {
      onChange(value).catch(fail);
    });
    pick.onDidAccept(() => {
      const [item] = pick.activeItems;
      const text = item?.offered?.text ?? textOf(pick.value);
      const evaluation = item?.evaluation ?? question.evaluate(text)[0];
      if (evaluation === undefined || 'problem' in evaluation || item?.offered?.isUnsettled) {
        if (item?.offered) fill(text);
        return;
      }
      answer({ text, value: evaluation.value });
    });
  });
}

/** Empty where the clipboard may not be read, as in a browser: the rows then show the text in one line. */
async function clipboardText(): Promise<string> {
  try {
    return await vscode.env.clipboard.readText();
  } catch {
    return '';
  }
}

function offeredItem<T>(offered: OfferedText, icon?: string): TextItem<T> {
  const { text, description } = offered;
  return plainItem({
    label: plainText(text),
    offered,
    ...(icon === undefined ? {} : { iconPath: new vscode.ThemeIcon(icon) }),
    ...(description === undefined ? {} : { description }),
  });
}

function evaluationItem<T>(evaluation: Evaluation<T>): TextItem<T> {
  const { detail } = evaluation;
  const common = { evaluation, alwaysShow: true, ...(detail === undefined ? {} : { detail }) };
  if ('problem' in evaluation) {
    const iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('errorForeground'));
    return plainItem({ ...common, label: evaluation.problem, iconPath });
  }
  const { label, description } = evaluation;
  const iconPath = new vscode.ThemeIcon('arrow-right');
  return plainItem({ ...common, label, iconPath, ...(description === undefined ? {} : { description }) });
}
