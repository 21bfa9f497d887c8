/** The small scripts that make `sockscope` a word of VS Code's terminals. */
import { posix, win32 } from 'node:path';

export interface ShimParts {
  readonly platform: NodeJS.Platform;
  /** Where the scripts will be. All paths are absolute. */
  readonly folder: string;
  /** What runs the program: the editor's own Node, or Electron, which is told to be Node. */
  readonly runtime: string;
  /** The bundled terminal program. */
  readonly program: string;
}

export interface Shim {
  readonly name: string;
  readonly text: string;
}

/** Said where the extension was updated or removed, and a terminal has outlived that. */
const GONE = 'sockscope: its extension was updated or removed. Reload the window.';

/** As shells say it of a command that is not found. */
const NOT_FOUND = 127;

/** Windows has `cmd` and PowerShell, which know `.cmd`, and POSIX shells too, such as that of Git. */
export function shims(parts: ShimParts): readonly Shim[] {
  const forPosix = { name: 'sockscope', text: posixShim(parts) };
  return parts.platform === 'win32' ? [forPosix, { name: 'sockscope.cmd', text: cmdShim(parts) }] : [forPosix];
}

/** `NODE_OPTIONS` are meant for the Node of whoever works in the terminal; Electron refuses many, and a debugger waits there. */
function posixShim({ platform, runtime, program }: ShimParts): string {
  const path = (text: string): string => {
    const shown = platform === 'win32' ? text.replaceAll(win32.sep, posix.sep) : text;
    return `'${shown.replaceAll("'", String.raw`'\''`)}'`;
  };
  return `#!/bin/sh
# Written by the extension Sockscope whenever it starts.
program=${path(program)}
if [ ! -f "$program" ]; then
  echo '${GONE}' >&2
  exit ${NOT_FOUND}
fi
unset NODE_OPTIONS
export ELECTRON_RUN_AS_NODE=1
exec ${path(runtime)} "$program" "$@"
`;
}

/** `cmd` reads a script in the console's code page: what it has no ASCII for is found from where the script is, `%~dp0`. */
function cmdShim({ folder, runtime, program }: ShimParts): string {
  const path = (text: string): string => {
    const relative = win32.relative(folder, text);
    const shown = isAscii(text) || win32.isAbsolute(relative) ? text.replaceAll('%', '%%') : `%~dp0${relative.replaceAll('%', '%%')}`; // prettier-ignore
    return `"${shown}"`;
  };
  const lines = [
    'rem Written by the extension Sockscope whenever it starts.',
    'setlocal DisableDelayedExpansion',
    `if not exist ${path(program)} (`,
    `  echo ${GONE} 1>&2`,
    `  exit /b ${NOT_FOUND}`,
    ')',
    'set NODE_OPTIONS=',
    'set ELECTRON_RUN_AS_NODE=1',
    `${path(runtime)} ${path(program)} %*`,
  ];
  // What is on another drive has no way from here: then the console has to read UTF-8.
  const codePage = lines.every(isAscii) ? [] : ['chcp 65001 >nul'];
  return ['@echo off', ...codePage, ...lines, ''].join('\r\n');
}

// eslint-disable-next-line no-control-regex -- ASCII is what it is about
const isAscii = (text: string): boolean => /^[\x00-\x7f]*$/.test(text);
