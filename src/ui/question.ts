import type * as vscode from 'vscode';

/**
 * Milliseconds for which an answered question stays, so that the next one takes its place: one that closes gives the keyboard
 * back to what had it before, late, which closes the next one.
 */
const NEXT_WITHIN = 60;

/**
 * Shows a question until it is answered or given up, and disposes of it.
 *
 * @param listen Gets what ends the question with an answer, or with an error.
 * @returns Undefined when the user gave up.
 */
export async function askIn<T>(
  input: vscode.QuickInput,
  listen: (answer: (value: T) => void, fail: (error: unknown) => void) => void,
): Promise<T | undefined> {
  try {
    return await new Promise<T | undefined>((resolve, reject) => {
      listen(resolve, reject);
      input.onDidHide(() => {
        resolve(undefined);
      });
      input.show();
    });
  } finally {
    setTimeout(() => {
      input.dispose();
    }, NEXT_WITHIN);
  }
}
