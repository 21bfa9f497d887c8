import type * as vscode from 'vscode';

/**
 * Milliseconds for which a question that has just been asked stays even where it loses the keyboard. What had that before the
 * palette, such as an inspector, gets it back late on a busy machine, when the question is there already.
 */
const STAYS_FOR = 500;
/**
 * Milliseconds for which an answered question stays, so that the next one takes its place: one that closes gives the keyboard
 * back to what had it before, late.
 */
const NEXT_WITHIN = 60;

/**
 * Shows a question until it is answered or given up, and disposes of it. Nothing but the user closes it in its first moments.
 *
 * @param listen Gets what ends the question with an answer, or with an error.
 * @returns Undefined when the user gave up.
 */
export async function askIn<T>(
  input: vscode.QuickInput,
  listen: (answer: (value: T) => void, fail: (error: unknown) => void) => void,
): Promise<T | undefined> {
  input.ignoreFocusOut = true;
  const stays = setTimeout(() => {
    input.ignoreFocusOut = false;
  }, STAYS_FOR);
  try {
    return await new Promise<T | undefined>((resolve, reject) => {
      listen(resolve, reject);
      input.onDidHide(() => {
        resolve(undefined);
      });
      input.show();
    });
  } finally {
    clearTimeout(stays);
    setTimeout(() => {
      input.dispose();
    }, NEXT_WITHIN);
  }
}
