import * as vscode from 'vscode';
import { SockscopeError, type Template } from '../../base/error';
import { formatHostPort, parsePeer } from '../../engine/address/endpoint';
import type { DatagramSocket } from '../../engine/datagramSocket';
import type { Engine } from '../../engine/engine';
import type { LiveSocket } from '../../engine/liveSocket';
import type { IpSocketAddress } from '../../engine/address/socketAddress';
import { treeItem } from '../sockets/socketItem';
import { SocketNode } from '../sockets/socketNode';
import { plainText } from '../plainText';
import { pickFrom } from '../plainWindow';
import { describeProblem } from '../problems';
import { askText } from './askText';

/**
 * Lets the user choose one of the sockets that `fits`; takes the only one without asking.
 *
 * @param none The sentence for when there is none.
 * @param order Puts the likeliest first, of sockets of which the newest is first.
 * @returns Undefined when the user gave up.
 * @throws SockscopeError `NO_SOCKET`
 */
export async function pickSocket<T extends LiveSocket>(
  engine: Engine,
  fits: (socket: LiveSocket) => socket is T,
  title: string,
  none: Template,
  order: (sockets: T[]) => T[] = (sockets) => sockets,
): Promise<T | undefined> {
  const candidates = order([...engine.sockets].filter(fits).reverse());
  const [only, second] = candidates;
  if (!only) throw new SockscopeError('NO_SOCKET', none);
  if (!second) return only;
  const items = candidates.map((socket) => {
    const item = treeItem(new SocketNode(socket));
    return {
      label: typeof item.label === 'string' ? item.label : socket.id,
      ...(typeof item.description === 'string' ? { description: item.description } : {}),
      detail: describeOrigin(engine, socket),
      ...(item.iconPath instanceof vscode.ThemeIcon ? { iconPath: item.iconPath } : {}),
      socket,
    };
  });
  const picked = await pickFrom(items, {
    title,
    placeHolder: vscode.l10n.t('Choose a socket'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.socket;
}

/** Tells apart two sockets with the same peer, such as both ends of a connection with ourselves. */
function describeOrigin(engine: Engine, socket: LiveSocket): string {
  const { t } = vscode.l10n;
  const local = plainText(socket.info().local);
  if (socket.kind === 'listener') return t('listener');
  if (socket.kind === 'datagram') return socket.remote ? t('dialled from {0}', local) : t('UDP socket at {0}', local);
  if (socket.parent === undefined || !socket.isAccepted) return t('dialled from {0}', local);
  return t('accepted by {0}', plainText(engine.find(socket.parent)?.info().local ?? local));
}

/**
 * Lets the user choose who gets a datagram: a known peer, or an address typed in. A dialled socket, or one with a single
 * peer, needs no choice.
 */
export async function pickPeer(socket: DatagramSocket, title: string): Promise<IpSocketAddress | undefined> {
  if (socket.remote) return socket.remote;
  const { peers } = socket;
  const [only, second] = peers;
  if (only && !second) return only.endpoint;
  const answer = await askText({
    title,
    placeholder: vscode.l10n.t('Who gets the datagram? host:port'),
    history: [],
    suggestions: peers
      .map(({ endpoint }) => ({
        text: formatHostPort(endpoint.address, endpoint.port),
        description: vscode.l10n.t('peer'),
      }))
      .reverse(),
    evaluate: (text) => {
      try {
        const value = parsePeer(text);
        return [{ value, label: vscode.l10n.t('Send to {0}', formatHostPort(value.address, value.port)) }];
      } catch (error) {
        return [{ problem: describeProblem(error) }];
      }
    },
  });
  return answer?.value;
}
