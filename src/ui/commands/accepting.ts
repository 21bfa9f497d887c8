import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { SockscopeError } from '../../base/error';
import type { Engine } from '../../engine/engine';
import type { Listener } from '../../engine/listener';
import type { LiveSocket } from '../../engine/liveSocket';
import type { SockscopeApi } from '../api';
import { COMMANDS } from '../ids';
import { plainText } from '../plainText';
import { withProgress } from '../plainWindow';
import { isTreeNode } from '../sockets/socketNode';
import { pickSocket } from './pickSocket';
import { registerCommand, type LostRow } from './registerCommand';

/** Milliseconds after which a call that waits is shown, with a way to take it back. */
const SHOWN_AFTER = 300;

const isAccepting = (socket: LiveSocket): socket is Listener =>
  socket.kind === 'listener' && socket.state === 'listening' && socket.isAccepting;
const isHolding = (socket: LiveSocket): socket is Listener =>
  socket.kind === 'listener' && socket.state === 'listening' && !socket.isAccepting;

const NO_ACCEPTING = 'There is no listener that accepts its clients by itself.';
const NO_HOLDING = 'There is no listener that lets its clients wait: stop accepting on one first.';

/** *Stop Accepting*, *Start Accepting*, *Accept One*. */
export function registerAccepting(
  engine: Engine,
  api: Pick<SockscopeApi, 'stopAccepting' | 'startAccepting' | 'acceptOne'>,
  log: vscode.LogOutputChannel,
  lostRow: LostRow,
): vscode.Disposable {
  const { t } = vscode.l10n;
  const register = (
    name: keyof typeof api,
    pick: (row: LiveSocket | undefined) => Promise<Listener | undefined>,
    action: (listener: Listener) => Promise<unknown>,
  ): vscode.Disposable =>
    registerCommand(
      COMMANDS[name],
      log,
      async (argument) => {
        const listener = await pick(isTreeNode(argument) ? argument.socket : undefined);
        return listener && action(listener);
      },
      api[name],
      lostRow,
    );
  return vscode.Disposable.from(
    register(
      'stopAccepting',
      async (row) =>
        row && isAccepting(row) ? row : pickSocket(engine, isAccepting, t('Stop Accepting'), NO_ACCEPTING),
      (listener) => api.stopAccepting({ socket: listener.id }),
    ),
    register(
      'startAccepting',
      async (row) => (row && isHolding(row) ? row : pickSocket(engine, isHolding, t('Start Accepting'), NO_HOLDING)),
      (listener) => api.startAccepting({ socket: listener.id }),
    ),
    register(
      'acceptOne',
      async (row) => (row && isHolding(row) ? row : pickSocket(engine, isHolding, t('Accept One'), NO_HOLDING)),
      acceptShown,
    ),
  );
}

/** Accepts one client; while none is there, that is shown, and can be taken back. */
async function acceptShown(listener: Listener): Promise<void> {
  const takingBack = new AbortController();
  const taken = new SockscopeError('CANCELLED', 'accept() was taken back.');
  const call = listener.acceptOne(takingBack.signal);
  const shown = new AbortController();
  try {
    const isWaiting = await Promise.race([
      call.then(() => false),
      delay(SHOWN_AFTER, true, { signal: shown.signal }).catch(() => false),
    ]);
    if (!isWaiting) return;
    const title = vscode.l10n.t('accept() waits until a client of {0} comes', plainText(listener.info().local));
    await withProgress(title, (_report, signal) => {
      signal.addEventListener('abort', () => {
        takingBack.abort(taken);
      });
      return call;
    });
  } catch (error) {
    if (error !== taken) throw error;
  } finally {
    shown.abort();
  }
}
