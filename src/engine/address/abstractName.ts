/**
 * Linux' abstract names of Unix sockets, unix(7): they live beside the file system, and go with their last socket. Here they
 * are `@name`, as in ss(8) and /proc/net/unix; a path is absolute, so that the two are never mistaken for each other. For the
 * system a NUL stands in place of the `@`, and the address ends where the name does.
 */
import net from 'node:net';
import { SockscopeError } from '../../base/error';
import { explain } from '../platform/systemError';

const SIGN = '@';

export function isAbstractName(path: string): boolean {
  return path.startsWith(SIGN);
}

/** A Unix socket's path or abstract name as Node takes it. */
export function unixSystemPath(path: string): string {
  return isAbstractName(path) ? `\0${path.slice(SIGN.length)}` : path;
}

/** An endpoint, which may be that of a Unix socket. */
interface MaybeUnix {
  readonly scheme: string;
  readonly path?: string;
}

/** The path of a Unix socket that has a file; undefined for an abstract name, and for what is no Unix socket. */
export function socketFileOf(endpoint: MaybeUnix): string | undefined {
  const { scheme, path } = endpoint;
  return scheme === 'unix' && path !== undefined && !isAbstractName(path) ? path : undefined;
}

/** How a Node hands abstract names to the system. `padded`: with NULs up to the longest length, which is another name. */
export type AbstractNaming = 'exact' | 'padded';

/** Finds out how this Node does it. Rejects with what the system says, when it has no such names. */
export type FindAbstractNaming = () => Promise<AbstractNaming>;

let probes = 0;

/**
 * A name and the same name with a NUL at its end are two names, unless both are padded to the same one. Node 20 pads, and Node
 * 24 does not.
 */
export const findAbstractNaming: FindAbstractNaming = async () => {
  const name = unixSystemPath(`@sockscope-probe-${process.pid}-${++probes}`);
  const first = await listenAt(name);
  try {
    (await listenAt(`${name}\0`)).close();
    return 'exact';
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return 'padded';
    throw error;
  } finally {
    first.close();
  }
};

function listenAt(path: string): Promise<net.Server> {
  return new Promise((resolve, reject) => {
    const server = net.createServer((socket) => socket.destroy());
    server.once('error', reject);
    server.listen(path, () => {
      resolve(server);
    });
  });
}

/** Refuses abstract names where other programs would not reach what has them. */
export class AbstractNames {
  readonly #find: FindAbstractNaming;
  #found: Promise<AbstractNaming> | undefined;

  constructor(find: FindAbstractNaming = findAbstractNaming) {
    this.#find = find;
  }

  /**
   * Undefined where there is nothing to find out.
   *
   * @throws SockscopeError `ABSTRACT_NAME_PADDED`; what the system says.
   */
  require({ scheme, path }: MaybeUnix, operation: 'listen' | 'dial'): Promise<void> | undefined {
    return scheme === 'unix' && path !== undefined && isAbstractName(path) ? this.#require(path, operation) : undefined;
  }

  async #require(name: string, operation: 'listen' | 'dial'): Promise<void> {
    const subject = `unix:${name}`;
    try {
      this.#found ??= this.#find();
      if ((await this.#found) === 'exact') return;
    } catch (error) {
      // It may only be for now.
      this.#found = undefined;
      throw explain(error, operation, subject);
    }
    throw new SockscopeError(
      'ABSTRACT_NAME_PADDED',
      '{0} cannot be used here: this Node.js ({1}) fills abstract names up with zeros, so that no other program would find what has them, nor be found. Use a path such as unix:/tmp/x.sock, or a newer VS Code (in a terminal: Node.js 24).',
      [subject, process.version],
    );
  }
}
