import * as vscode from 'vscode';
import { DEFAULT_CONNECTION_LIMIT, DEFAULT_DIAL_TIMEOUT } from '../engine/limits';
import type { RetentionLimits } from '../capture/retention';
import { SETTINGS } from './ids';

const GIB = 2 ** 30;
const DEFAULT_CAPTURE_GIB = 4;
const DEFAULT_RETAINED_CAPTURES = 50;
const DEFAULT_RETAINED_GIB = 8;

/** A number from the settings, whatever a user wrote there brought into its range. */
function readNumber(key: string, fallback: number, least: number): number {
  const value = vscode.workspace.getConfiguration(SETTINGS.section).get<unknown>(key);
  return typeof value === 'number' && Number.isFinite(value) ? Math.max(least, value) : fallback;
}

/** Connections that one listener has at once. */
export function connectionLimit(): number {
  return Math.floor(readNumber(SETTINGS.connectionLimit, DEFAULT_CONNECTION_LIMIT, 1));
}

/** Milliseconds that dialling takes at most. */
export function dialTimeout(): number {
  return Math.floor(readNumber(SETTINGS.dialTimeout, DEFAULT_DIAL_TIMEOUT, 1));
}

/** Bytes that one capture may take on disk. */
export function maxCaptureBytes(): number {
  return Math.floor(readNumber(SETTINGS.maxCaptureSize, DEFAULT_CAPTURE_GIB, 0.001) * GIB);
}

/** What retention leaves of the closed captures. */
export function retentionLimits(): RetentionLimits {
  return {
    captures: Math.floor(readNumber(SETTINGS.retainedCaptures, DEFAULT_RETAINED_CAPTURES, 0)),
    bytes: Math.floor(readNumber(SETTINGS.retainedSize, DEFAULT_RETAINED_GIB, 0) * GIB),
  };
}
