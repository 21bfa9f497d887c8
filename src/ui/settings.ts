import * as vscode from 'vscode';
import { DEFAULT_CONNECTION_LIMIT, DEFAULT_DIAL_TIMEOUT } from '../engine/limits';
import type { RetentionLimits } from '../capture/library/retention';
import { LINE_ENDS, type LineEnd } from '../wire/payload/readings';
import { SETTING_KEYS } from './ids';

const GIB = 2 ** 30;
const DEFAULT_CAPTURE_GIB = 4;
const DEFAULT_RETAINED_CAPTURES = 50;
const DEFAULT_RETAINED_TEST_RUNS = 5;
const DEFAULT_RETAINED_GIB = 8;
/** Of a default of the inspector: what the last one had. */
const AS_LAST = 'lastUsed';

/** A number from the settings, whatever a user wrote there brought into its range. */
function readNumber(key: string, fallback: number, least: number): number {
  const value = vscode.workspace.getConfiguration(SETTING_KEYS.section).get<unknown>(key);
  return typeof value === 'number' && Number.isFinite(value) ? Math.max(least, value) : fallback;
}

/** One of the choices, whatever a user wrote there. */
function readChoice<T extends string>(key: string, choices: readonly T[], fallback: T): T {
  const value = vscode.workspace.getConfiguration(SETTING_KEYS.section).get<unknown>(key);
  return choices.find((each) => each === value) ?? fallback;
}

/** Connections that one listener has at once. */
export function connectionLimit(): number {
  return Math.floor(readNumber(SETTING_KEYS.connectionLimit, DEFAULT_CONNECTION_LIMIT, 1));
}

/** Milliseconds that dialling takes at most. */
export function dialTimeout(): number {
  return Math.floor(readNumber(SETTING_KEYS.dialTimeout, DEFAULT_DIAL_TIMEOUT, 1));
}

/** Bytes that one capture may take on disk. */
export function maxCaptureBytes(): number {
  return Math.floor(readNumber(SETTING_KEYS.maxCaptureSize, DEFAULT_CAPTURE_GIB, 0.001) * GIB);
}

/** Whether terminals find `sockscope`. */
export function isProgramOnPath(): boolean {
  return vscode.workspace.getConfiguration(SETTING_KEYS.section).get<unknown>(SETTING_KEYS.programOnPath) !== false;
}

const OPEN_ON_DIAL = ['first', 'always', 'never'] as const;

/** Which of the user's dials open the inspector. */
export type OpenOnDial = (typeof OPEN_ON_DIAL)[number];

export function openOnDial(): OpenOnDial {
  return readChoice(SETTING_KEYS.openOnDial, OPEN_ON_DIAL, 'first');
}

/** What ends a text that is sent as it stands, unless something else is chosen. */
export function sentLineEnd(): LineEnd {
  return readChoice(SETTING_KEYS.lineEnd, LINE_ENDS, 'none');
}

/** What new inspectors begin with, by the names that their page has for it; absent where they begin as the last one was. */
export function inspectorDefaults(): Readonly<Record<string, unknown>> {
  const configuration = vscode.workspace.getConfiguration(SETTING_KEYS.section);
  const { inspectorView, bytesPerRow, groupSize, groupOrder, textEncoding, times } = SETTING_KEYS;
  const keys = { view: inspectorView, width: bytesPerRow, group: groupSize, groupOrder, text: textEncoding, times };
  return Object.fromEntries(
    Object.entries(keys).flatMap(([name, key]) => {
      const value = configuration.get<unknown>(key);
      if (typeof value !== 'string' || value === AS_LAST) return [];
      return [[name, /^\d+$/.test(value) ? Number(value) : value]];
    }),
  );
}

/** What retention leaves of the closed captures. */
export function retentionLimits(): RetentionLimits {
  return {
    runs: Math.floor(readNumber(SETTING_KEYS.retainedTestRuns, DEFAULT_RETAINED_TEST_RUNS, 0)),
    captures: Math.floor(readNumber(SETTING_KEYS.retainedCaptures, DEFAULT_RETAINED_CAPTURES, 0)),
    bytes: Math.floor(readNumber(SETTING_KEYS.retainedSize, DEFAULT_RETAINED_GIB, 0) * GIB),
  };
}
