import type * as vscode from 'vscode';
import { familyOf } from '../../capture/calls/callWords';
import { formatHostPort } from '../../engine/address/endpoint';
import { SCHEMES, type SchemeFacts } from '../../engine/address/schemes';
import type { SocketAddress } from '../../engine/address/socketAddress';
import type { PortNames } from '../../engine/kernel/portFacts';
import type { LiveSocket } from '../../engine/liveSocket';
import { socketOptionsOf } from '../../engine/socketOptions';
import { isEnded } from '../../engine/socketInfo';
import type { PanelEnd, PanelPort, PanelSocket } from '../../webview/socketPanel/protocol';
import { plainText } from '../plainText';
import { stateLabel } from '../sockets/socketItem';
import { rowMenu, type Manifest } from './rowMenu';

/** What the page shows of a socket, whose row in the tree is `item`. */
export async function panelSocketOf(
  socket: LiveSocket,
  item: vscode.TreeItem,
  manifest: Manifest,
  names: PortNames,
): Promise<PanelSocket> {
  const { local, kind, scheme, state, id } = socket;
  const remote = kind === 'listener' ? undefined : socket.remote;
  const { ports, carries, label }: SchemeFacts = SCHEMES[scheme];
  const isPipe = scheme === 'pipe';
  const [localEnd, remoteEnd] = await Promise.all([endOf(local, ports, names), endOf(remote, ports, names)]);
  const service = kind === 'connection' ? undefined : socket.service?.id;
  return {
    id,
    kind,
    title: typeof item.label === 'string' ? item.label : (item.label?.label ?? id),
    state: stateLabel(state),
    hasEnded: isEnded(state),
    family: isPipe ? '–' : familyOf(local ?? remote),
    type: isPipe ? '–' : carries === 'stream' ? 'SOCK_STREAM' : 'SOCK_DGRAM',
    protocol: label,
    isTcp: ports === 'tcp',
    isAccepted: kind === 'connection' && socket.isAccepted,
    ...(service === undefined ? {} : { service }),
    ...(localEnd ? { local: localEnd } : {}),
    ...(remoteEnd ? { remote: remoteEnd } : {}),
    actions: rowMenu(manifest, item.contextValue ?? ''),
    options: socketOptionsOf(socket).map(({ value = null, ...facts }) => ({ ...facts, value })),
  };
}

async function endOf(
  end: SocketAddress | undefined,
  transport: 'tcp' | 'udp' | undefined,
  names: PortNames,
): Promise<PanelEnd | undefined> {
  if (end === undefined) return undefined;
  if (end.family !== 'ip') return { address: plainText(end.path) };
  const address = formatHostPort(end.address, end.port);
  if (transport === undefined) return { address };
  const { class: kind, name, localRange } = await names.facts(end.port, transport);
  const port: PanelPort = {
    number: end.port,
    class: kind,
    ...(name === undefined ? {} : { name: plainText(name) }),
    ...(localRange === undefined ? {} : { range: localRange }),
  };
  return { address, port };
}
