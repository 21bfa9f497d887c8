import * as vscode from 'vscode';
import { DEFAULT_CONNECTION_LIMIT, DEFAULT_DIAL_TIMEOUT } from '../engine/limits';
import type { RetentionLimits } from '../capture/library/retention';
import { SETTING_KEYS } from './ids';

const GIB = 2 ** 30;
const DEFAULT_CAPTURE_GIB = 4;
const DEFAULT_RETAINED_CAPTURES = 50;
const DEFAULT_RETAINED_TEST_RUNS = 5;
const DEFAULT_RETAINED_GIB = 8;

/** A number from the settings, whatever a user wrote there brought into its range. */
function readNumber(key: string, fallback: number, least: number): number {
  const value = vscode.workspace.getConfiguration(SETTING_KEYS.section).get<unknown>(key);
  return typeof value === 'number' && Number.isFinite(value) ? Math.max(least, value) : fallback;
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
  const value = vscode.workspace.getConfiguration(SETTING_KEYS.section).get<unknown>(SETTING_KEYS.openOnDial);
  return OPEN_ON_DIAL.find((each) => each === value) ?? 'first';
}

/** What retention leaves of the closed captures. */
export function retentionLimits(): RetentionLimits {
  return {
    runs: Math.floor(readNumber(SETTING_KEYS.retainedTestRuns, DEFAULT_RETAINED_TEST_RUNS, 0)),
    captures: Math.floor(readNumber(SETTING_KEYS.retainedCaptures, DEFAULT_RETAINED_CAPTURES, 0)),
    bytes: Math.floor(readNumber(SETTING_KEYS.retainedSize, DEFAULT_RETAINED_GIB, 0) * GIB),
  };
}
