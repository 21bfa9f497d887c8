/**
 * Addresses of one machine that are names instead of ports: `unix:/path`, `unix:@name`, `pipe:NAME` and `\\.\pipe\NAME`, and
 * `local:NAME`, which is one of those, whichever the system has.
 */
import { isAbstractName, unixSystemPath } from './abstractName';
import { badEndpoint } from './badEndpoint';
import type { PathScheme } from './schemes';

export interface PathEndpoint {
  readonly scheme: PathScheme;
  /** Of a Unix socket an absolute path, on Linux also an abstract name, `@name`; of a named pipe its name, without `\\.\pipe\`. */
  readonly path: string;
}

/** What a system has for programs of one machine. */
interface LocalSystem {
  readonly scheme: PathScheme;
  /** `sun_path` less its final NUL, or the first one of an abstract name, in bytes. */
  readonly maxUnixPath: number;
  readonly hasAbstractNames: boolean;
}

/** macOS and the BSDs: unix(4). */
const BSD: LocalSystem = { scheme: 'unix', maxUnixPath: 103, hasAbstractNames: false };

/** By `process.platform`. */
const SYSTEMS: Readonly<Record<string, LocalSystem>> = {
  // unix(7)
  linux: { scheme: 'unix', maxUnixPath: 107, hasAbstractNames: true },
  // "The local domain is implemented using a named pipe" there: Node.js, net, "Identifying paths for IPC connections".
  win32: { ...BSD, scheme: 'pipe' },
};

const systemOf = (platform: string): LocalSystem => SYSTEMS[platform] ?? BSD;

/** The one scheme of these that the system has. */
export function localScheme(platform: string = process.platform): PathScheme {
  return systemOf(platform).scheme;
}

const PIPE_FOLDER = '\\\\.\\pipe\\';
/** With slashes too, as in Docker's `npipe:////./pipe/docker_engine`. */
const IN_PIPE_FOLDER = /^[\\/]{2}[.?][\\/]pipe[\\/]/i;
const IN_FOREIGN_PIPE_FOLDER = /^\\\\([^\\]+)\\pipe\\/i;
/** Of the whole, with `\\.\pipe\`, in UTF-16 units: Microsoft, CreateNamedPipeW. */
const MAX_PIPE = 256;
const DRIVE = /^[a-z]:[\\/]/i;
/** Fits into every path limit behind {@link LOCAL_FOLDER}, and is a plain file name everywhere. */
const LOCAL_NAME = /^[\w-][\w.-]{0,63}$/;
const LOCAL_FOLDER = '/tmp/';

/** Where Node opens it. */
export function systemPath({ scheme, path }: PathEndpoint): string {
  return scheme === 'pipe' ? PIPE_FOLDER + path : unixSystemPath(path);
}

/** Reads an address that has no host and no port; undefined when `text` is none. */
export function parseLocalAddress(text: string, platform: string): PathEndpoint | undefined {
  const prefixed = /^(unix|pipe|local):(.*)$/is.exec(text);
  if (!prefixed) return parseBarePath(text, platform);
  const rest = prefixed[2]!;
  switch (prefixed[1]!.toLowerCase()) {
    case 'unix':
      requireScheme('unix', rest, platform);
      return { scheme: 'unix', path: parseUnixPath(rest, platform) };
    case 'pipe':
      requireScheme('pipe', rest, platform);
      return { scheme: 'pipe', path: parsePipeName(rest) };
    default:
      return parseLocalName(rest, platform);
  }
}

function parseBarePath(text: string, platform: string): PathEndpoint | undefined {
  if (IN_PIPE_FOLDER.test(text) || IN_FOREIGN_PIPE_FOLDER.test(text)) {
    requireScheme('pipe', text, platform);
    return { scheme: 'pipe', path: parsePipeName(text) };
  }
  if (!text.startsWith('/') && !DRIVE.test(text)) return undefined;
  requireScheme('unix', text, platform);
  throw badEndpoint('A path needs "unix:" before it: unix:{0}', text);
}

/** `local:name` is `pipe:name` on Windows, and `unix:/tmp/name.sock` elsewhere. */
function parseLocalName(name: string, platform: string): PathEndpoint {
  if (!LOCAL_NAME.test(name)) {
    throw badEndpoint(
      'A name is missing behind "local:", or has other characters than letters, digits, "_", "-" and ".", or more than 64: write local:my-server.',
    );
  }
  return localScheme(platform) === 'pipe'
    ? { scheme: 'pipe', path: name }
    : { scheme: 'unix', path: `${LOCAL_FOLDER}${name}.sock` };
}

/** Says what to take instead of what the system has not. */
function requireScheme(scheme: PathScheme, rest: string, platform: string): void {
  if (localScheme(platform) === scheme) return;
  const name = rest.split(/[\\/]/).at(-1)!.replace(/^@/, '');
  if (scheme === 'unix') {
    throw badEndpoint(
      'Unix sockets cannot be opened on Windows: use a named pipe, such as pipe:{0}, or local:{1}, which is right on every system.',
      name === '' ? 'x.sock' : name,
      localNameOf(name),
    );
  }
  throw badEndpoint(
    'Named pipes exist on Windows alone: use a Unix socket, such as unix:/tmp/{0}.sock, or local:{0}, which is right on every system.',
    localNameOf(name),
  );
}

function localNameOf(name: string): string {
  const base = name.replace(/\.sock$/, '');
  return LOCAL_NAME.test(base) ? base : 'x';
}

function parsePipeName(text: string): string {
  const foreign = IN_FOREIGN_PIPE_FOLDER.exec(text);
  if (foreign && !IN_PIPE_FOLDER.test(text)) {
    throw badEndpoint('The pipe is one of another machine ({0}): only those of this one can be opened.', foreign[1]!);
  }
  const name = text.replace(IN_PIPE_FOLDER, '');
  if (name === '') throw badEndpoint('A name is missing: write pipe:my-server.');
  if (/^[\\/]/.test(name))
    throw badEndpoint('The name of a named pipe cannot begin with a slash: write pipe:my-server.');
  if (name.includes('\0')) throw badEndpoint('The name of a named pipe cannot contain a NUL character.');
  const limit = MAX_PIPE - PIPE_FOLDER.length;
  if (name.length > limit) {
    throw badEndpoint(
      'The name of this pipe has {0} characters; at most {1} are allowed behind \\\\.\\pipe\\.',
      name.length,
      limit,
    );
  }
  return name;
}

function parseUnixPath(text: string, platform: string): string {
  // `unix:///x` as well as `unix:/x`; slashes beyond those mean the same path, but would not be read back as such.
  const path = (text.startsWith('//') ? text.slice(2) : text).replace(/^\/+/, '/');
  if (path === '') throw badEndpoint('A path is missing: write unix:/tmp/x.sock.');
  const { maxUnixPath: limit, hasAbstractNames } = systemOf(platform);
  const isName = isAbstractName(path);
  if (isName) requireName(path, hasAbstractNames);
  else if (!path.startsWith('/')) {
    throw badEndpoint('The path of a Unix socket must be absolute: write unix:/…, not unix:{0}', text);
  }
  if (path.includes('\0')) throw badEndpoint('The path of a Unix socket cannot contain a NUL character.');
  const length = new TextEncoder().encode(path).length;
  // What stands for the sign `@` is the NUL that a path has at its end.
  if (isName && length - 1 > limit) {
    throw badEndpoint('This abstract name has {0} bytes; at most {1} are allowed.', length - 1, limit);
  }
  if (!isName && length > limit) {
    throw badEndpoint(
      'This path has {0} bytes; a Unix socket allows {1} here. Choose a shorter one, for example in /tmp.',
      length,
      limit,
    );
  }
  return path;
}

function requireName(name: string, hasAbstractNames: boolean): void {
  if (!hasAbstractNames) {
    throw badEndpoint(
      'Abstract names such as unix:{0} exist on Linux alone: use a path, such as unix:/tmp/x.sock.',
      name,
    );
  }
  if (name.length === 1) throw badEndpoint('A name is missing behind "@": write unix:@name.');
}
