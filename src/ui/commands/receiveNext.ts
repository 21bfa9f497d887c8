import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { SockscopeError } from '../../base/error';
import type { Connection } from '../../engine/connection';
import { MAX_RECEIVE_NEXT } from '../../engine/limits';
import { requireReceiveLength, type ReceiveCall } from '../../engine/receiveCall';
import { isEnded } from '../../engine/socketInfo';
import { tellDone, withProgress } from '../plainWindow';
import { describeProblem } from '../problems';
import { receiveCallText } from '../sockets/receiveCallText';
import { askText, type OfferedText } from './askText';

/** Milliseconds after which a call that waits is shown, with a way to take it back. */
const SHOWN_AFTER = 300;

/** Offered where nothing was asked for yet: those of the lectures. */
const LENGTHS = ['1', '4', '80', '512', '4096'];

/** Asks for lengths, one after the other, and receives so much; what the calls gave stays in view. Ends at the end of the stream. */
export async function receiveStepwise(connection: Connection): Promise<void> {
  for (;;) {
    const length = await askLength(connection.receiveCalls);
    if (length === undefined) return;
    const call = await receiveShown(connection, length);
    if (!call) return;
    tellDone(receiveCallText(call));
    if (call.got === 0 || isEnded(connection.state)) return;
  }
}

async function askLength(calls: readonly ReceiveCall[]): Promise<number | undefined> {
  const { t } = vscode.l10n;
  const history: OfferedText[] = calls
    .toReversed()
    .map((call) => ({ text: String(call.asked), description: receiveCallText(call) }));
  const answer = await askText({
    title: t('Receive Next'),
    placeholder: t('How many bytes recv() takes at most, 1 to {0}', MAX_RECEIVE_NEXT),
    history,
    ...(history.length === 0 ? { suggestions: LENGTHS.map((text) => ({ text })) } : {}),
    evaluate: (text) => {
      const length = /^\s*(?:\d+|0x[0-9a-f]+)\s*$/i.test(text) ? Number(text) : NaN;
      try {
        requireReceiveLength(length);
      } catch (error) {
        return [{ problem: Number.isNaN(length) ? t('Write how many bytes, such as 512.') : describeProblem(error) }];
      }
      return [{ value: length, label: `recv(${length})`, description: t('one call, which returns what is there') }];
    },
  });
  return answer?.value;
}

/** Undefined when the user took the call back, in whichever way. */
async function receiveShown(connection: Connection, length: number): Promise<ReceiveCall | undefined> {
  const takingBack = new AbortController();
  const taken = new SockscopeError('CANCELLED', 'recv() was taken back.');
  const call = connection.recv(length, takingBack.signal);
  const shown = new AbortController();
  try {
    const isWaiting = await Promise.race([
      call.then(() => false),
      delay(SHOWN_AFTER, true, { signal: shown.signal }).catch(() => false),
    ]);
    if (!isWaiting) return await call;
    return await withProgress(vscode.l10n.t('recv({0}) waits until something comes', length), (_report, signal) => {
      signal.addEventListener('abort', () => {
        takingBack.abort(taken);
      });
      return call;
    });
  } catch (error) {
    if (error === taken || (error instanceof SockscopeError && error.code === 'RECEIVE_TAKEN_BACK')) return undefined;
    throw error;
  } finally {
    shown.abort();
  }
}
