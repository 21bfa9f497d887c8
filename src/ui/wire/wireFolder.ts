import { dirname, posix, relative, resolve, sep } from 'node:path';
import * as vscode from 'vscode';
import { SockscopeError } from '../../base/error';
import { readConfinedFile, staysInside, type ConfinedFolder } from '../../wire/run/confinedFile';
import type { EncodeContext } from '../../wire/payload/encoder';
import { readVirtualFile, type VirtualFiles } from '../../wire/run/virtualFile';

/** Where `file("…")` reads: in a folder on disk, or in one of another file system. */
export interface FileSource {
  /** Where a path leads that is written in the wire file; undefined where that is outside. Links are not looked at. */
  readonly uriOf: (path: string) => vscode.Uri | undefined;
  readonly read: EncodeContext['readFile'];
}

const DISK = 'file';
const UNTITLED = 'untitled';

/**
 * Where a wire file may read: relative to its own folder and inside its workspace folder, or inside its own folder where it
 * belongs to none. An untitled one reads from the first workspace folder. Undefined where there is none.
 */
export function fileSourceOf(uri: vscode.Uri): FileSource | undefined {
  if (uri.scheme === UNTITLED) return workspaceSource();
  const root = vscode.workspace.getWorkspaceFolder(uri)?.uri;
  if (uri.scheme === DISK) {
    const base = dirname(uri.fsPath);
    return onDisk({ root: root?.fsPath ?? base, base });
  }
  const base = posix.dirname(uri.path);
  return inFileSystem(uri, { root: root?.path ?? base, base });
}

/** The first workspace folder. */
export function workspaceSource(): FileSource | undefined {
  const uri = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (uri === undefined) return undefined;
  if (uri.scheme === DISK) return onDisk({ root: uri.fsPath, base: uri.fsPath });
  return inFileSystem(uri, { root: uri.path, base: uri.path });
}

/** Reads what a wire file names by `file("…")`. Rejects as {@link readConfinedFile} does. */
export function fileReader(uri: vscode.Uri): EncodeContext['readFile'] {
  return async (path, limit) => {
    const source = fileSourceOf(uri);
    if (source !== undefined) return source.read(path, limit);
    const template = 'file("{0}") is relative to the folder of its wire file: save that to disk, or open a folder.';
    throw new SockscopeError('NO_WORKSPACE', template, [path]);
  };
}

function onDisk(folder: ConfinedFolder): FileSource {
  return {
    uriOf: (path) => {
      const target = resolve(folder.base, path);
      return staysInside(relative(folder.root, target), sep) ? vscode.Uri.file(target) : undefined;
    },
    read: (path, limit) => readConfinedFile(folder, path, limit),
  };
}

/** What is not on disk is never looked for there: the file system of the workspace reads it. */
function inFileSystem(of: vscode.Uri, folder: ConfinedFolder): FileSource {
  const at = (path: string): vscode.Uri => of.with({ path, query: '', fragment: '' });
  const files: VirtualFiles = {
    look: async (path) => {
      const { type, size } = await vscode.workspace.fs.stat(at(path));
      const isFile = (type & vscode.FileType.File) !== 0;
      const isFolder = (type & vscode.FileType.Directory) !== 0;
      return {
        kind: isFile ? 'file' : isFolder ? 'folder' : 'other',
        isLink: (type & vscode.FileType.SymbolicLink) !== 0,
        size,
      };
    },
    read: async (path) => vscode.workspace.fs.readFile(at(path)),
  };
  return {
    uriOf: (path) => {
      const target = posix.resolve(folder.base, path);
      return staysInside(posix.relative(folder.root, target), posix.sep) ? at(target) : undefined;
    },
    read: (path, limit) => readVirtualFile(files, folder, path, limit),
  };
}
