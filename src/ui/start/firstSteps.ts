import * as vscode from 'vscode';
import { CONTEXT_KEYS } from '../ids';

/** What the walkthrough waits for, each by the context key that ticks its step off. */
const KEYS = {
  listened: CONTEXT_KEYS.hasListened,
  dialled: CONTEXT_KEYS.hasDialled,
  sent: CONTEXT_KEYS.hasSent,
  readBothOrders: CONTEXT_KEYS.hasReadBothOrders,
  ranSection: CONTEXT_KEYS.hasRunSection,
} as const;

export type FirstStep = keyof typeof KEYS;

/** Told of each thing once it has really happened, however often. */
export type TellStep = (step: FirstStep) => void;

export function firstSteps(): TellStep {
  const done = new Set<FirstStep>();
  return (step) => {
    if (done.has(step)) return;
    done.add(step);
    void vscode.commands.executeCommand('setContext', KEYS[step], true);
  };
}
