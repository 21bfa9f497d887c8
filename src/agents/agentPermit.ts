/** What agents do without a person: everything on loopback and on their own sockets. All else is asked for, each time. */
import { realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { formatEndpoint, reachOf, type Endpoint } from '../engine/address/endpoint';
import type { LiveSocket } from '../engine/liveSocket';
import type { Permit } from '../engine/permission';
import { staysInside } from '../wire/run/confinedFile';
import type { AgentSockets } from './agentSockets';

/** What a tool is about to act on. */
export type Target =
  | { readonly kind: 'endpoint'; readonly operation: 'listen' | 'dial'; readonly endpoint: Endpoint }
  | { readonly kind: 'socket'; readonly operation: 'send' | 'close' | 'reset'; readonly socket: LiveSocket };

/** Rejects to refuse. */
export type AgentPermit = (target: Target) => Promise<void>;

export interface OwnGround {
  readonly sockets: Pick<AgentSockets, 'has' | 'open'>;
  /** Absolute; sockets that are files in the workspace belong to what is worked on. The system's temporary folder does too. */
  readonly folders: readonly string[];
}

/** RFC 6761, 6.3: such names are of the own machine. */
const LOCALHOST = /^(?:.+\.)?localhost\.?$/i;

/** Whether nobody needs to be asked. */
export async function isOwnGround(target: Target, { sockets, folders }: OwnGround): Promise<boolean> {
  if (target.kind === 'socket') return sockets.has(target.socket);
  const { endpoint } = target;
  if ('host' in endpoint) return reachOf(endpoint) === 'local' || LOCALHOST.test(endpoint.host);
  const address = formatEndpoint(endpoint);
  if (sockets.open.some((socket) => socket.kind === 'listener' && socket.info().local === address)) return true;
  const path = await withoutLinks(endpoint.path);
  const roots = await Promise.all([...folders, tmpdir()].map(withoutLinks));
  return roots.some((root) => isAbsolute(endpoint.path) && staysInside(relative(root, path), sep));
}

/** Of a file that may not be there yet. */
async function withoutLinks(path: string): Promise<string> {
  return realpath(path).catch(async () => {
    const folder = await realpath(dirname(path)).catch(() => dirname(path));
    return resolve(folder, path.slice(dirname(path).length).replace(/^[\\/]+/, ''));
  });
}

/**
 * For each socket that a tool opens. Who may reach an IP address that is listened on, the engine's own permit decides on the
 * numeric address.
 */
export function enginePermit(permit: AgentPermit): Permit {
  return async (use) => {
    if (use.kind === 'dial') await permit({ kind: 'endpoint', operation: 'dial', endpoint: use.endpoint });
    else if (use.kind === 'listen' && !('host' in use.endpoint)) {
      await permit({ kind: 'endpoint', operation: 'listen', endpoint: use.endpoint });
    }
  };
}

/** Refuses, or asks somebody, where it is not {@link isOwnGround}. */
export function agentPermit(ground: OwnGround, ask: AgentPermit): AgentPermit {
  return async (target) => {
    if (!(await isOwnGround(target, ground))) await ask(target);
  };
}

/** For sentences: `tcp://192.0.2.1:80`. */
export function nameOfTarget(target: Target): string {
  if (target.kind === 'endpoint') return formatEndpoint(target.endpoint);
  const { id, local, remote } = target.socket.info();
  return remote ?? (local === '' ? id : local);
}
