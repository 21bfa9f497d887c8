import type { VsCodeServer } from './vscode-server';

export interface WorkbenchTarget {
  /** Absolute paths on the server's machine, with a drive where that is a Windows. */
  readonly workspace: string;
  readonly extension?: string;
  readonly tests?: string;
}

/** The address of a workbench that has `workspace` open, where given with an extension under development and its tests. */
export function workbenchUrl(
  server: Pick<VsCodeServer, 'url'>,
  { workspace, extension, tests }: WorkbenchTarget,
): string {
  // The authority must be the one in the browser's address bar, or VS Code refuses the extension.
  const remote = (path: string): string => `vscode-remote://${new URL(server.url).host}${addressPath(path)}`;
  const payload = [
    ...(extension === undefined ? [] : [['extensionDevelopmentPath', remote(extension)]]),
    ...(tests === undefined ? [] : [['extensionTestsPath', remote(tests)]]),
  ];
  const url = new URL(server.url);
  url.searchParams.set('folder', addressPath(workspace));
  if (payload.length > 0) {
    url.searchParams.set('payload', JSON.stringify(payload));
  }
  return url.href;
}

/** A path as addresses have it: that of `Z:\a` is `/z:/a`. */
function addressPath(path: string): string {
  return path.startsWith('/') ? path : `/${path.slice(0, 1).toLowerCase()}${path.slice(1).replaceAll('\\', '/')}`;
}
