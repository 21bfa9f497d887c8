import { endianness } from 'node:os';
import * as vscode from 'vscode';
import { sockaddrOfHost, sockaddrOfPath } from '../../bytes/inspect/sockaddrBytes';
import {
  formatEndpoint,
  formatHostPort,
  formatSocketAddress,
  parseEndpoint,
  requireZone,
} from '../../engine/address/endpoint';
import type { SocketAddress } from '../../engine/address/socketAddress';
import type { SystemSocket } from '../../engine/kernel/systemSocket';
import { COMMANDS } from '../ids';
import { CLICKED } from '../clicked';
import { askText } from '../commands/askText';
import { describeProblem } from '../problems';
import { pickFrom, tellDone } from '../plainWindow';
import { plainText } from '../plainText';
import { addressFromHere } from '../terminal/dialWords';
import { describeSystemSocket } from './systemSocketText';

/** What can be done with an address that a list shows. */
export interface AddressActions {
  /** Shows bytes in the inspector. */
  readonly showBytes: (title: string, bytes: Uint8Array) => void;
}

export interface SystemSocketQuestion {
  readonly title: string;
  readonly placeHolder: string;
  /** Processes that accept for listeners of this window. */
  readonly helpers: ReadonlySet<number>;
}

/** Shows sockets of this machine, to search in; what is chosen can be dialled, copied, and inspected. */
export async function pickSystemSocket(
  sockets: readonly SystemSocket[],
  { title, placeHolder, helpers }: SystemSocketQuestion,
  actions: AddressActions,
): Promise<void> {
  const items = sockets.map((socket) => {
    const { label, description, detail } = describeSystemSocket(socket, helpers);
    return {
      label: plainText(label),
      description: plainText(description),
      ...(detail === '' ? {} : { detail: plainText(detail) }),
      iconPath: new vscode.ThemeIcon(socket.state === 'listen' ? 'radio-tower' : 'plug'),
      socket,
    };
  });
  const picked = await pickFrom(items, { title, placeHolder, matchOnDescription: true, matchOnDetail: true });
  if (!picked) return;
  const { transport, local, remote, state } = picked.socket;
  const isReachable = state === 'listen' || state === 'unconnected';
  await pickAddressAction(
    {
      scheme: transport,
      end: isReachable || remote === undefined ? local : remote,
      canDial: isReachable || remote !== undefined,
    },
    title,
    actions,
  );
}

export interface OfferedAddress {
  readonly scheme: 'tcp' | 'udp' | 'unix';
  readonly end: SocketAddress;
  readonly canDial: boolean;
  /** Only the address is known, not where on it: what dials it asks for the port. */
  readonly isWithoutPort?: boolean;
}

/** Lets the user choose what is done with an address. */
export async function pickAddressAction(
  { scheme, end, canDial, isWithoutPort = false }: OfferedAddress,
  title: string,
  { showBytes }: AddressActions,
): Promise<void> {
  const { t } = vscode.l10n;
  const address = isWithoutPort && end.family === 'ip' ? end.address : formatSocketAddress(scheme, end);
  const shown = plainText(address);
  const dialled = isWithoutPort ? address : addressFromHere(address);
  const bytes = sockaddrOf(end);
  const items = [
    ...(canDial
      ? [
          {
            label: isWithoutPort ? t('Dial {0} at a Port…', plainText(dialled)) : t('Dial {0}', plainText(dialled)),
            act: async () => {
              const target = isWithoutPort ? await askWhere(dialled) : dialled;
              if (target === undefined) return;
              await vscode.commands.executeCommand(COMMANDS.dialEndpoint, { address: target }, CLICKED);
            },
          },
        ]
      : []),
    {
      label: t('Copy {0}', shown),
      act: async () => {
        await vscode.env.clipboard.writeText(address);
        tellDone(t('Copied {0}.', shown));
      },
    },
    ...(bytes
      ? [
          {
            label: t('Inspect {0} as sockaddr', shown),
            act: () => {
              showBytes(t('sockaddr of {0}', shown), bytes);
              return Promise.resolve();
            },
          },
        ]
      : []),
  ];
  const picked = await pickFrom(items, { title, placeHolder: t('What to do with {0}', shown) });
  await picked?.act();
}

/** Asks for the port at which an address is dialled; the address with it. */
async function askWhere(host: string): Promise<string | undefined> {
  const { t } = vscode.l10n;
  const answer = await askText<string>({
    title: t('Dial {0}', plainText(host)),
    placeholder: t('A port, 1 to 65535, or its name, such as 8080 or http'),
    history: [],
    suggestions: [
      { text: 'http', description: '80' },
      { text: 'https', description: '443' },
    ],
    evaluate: (text) => {
      try {
        const endpoint = parseEndpoint(`tcp://${formatHostPort(host, 0).slice(0, -1)}${text.trim()}`);
        requireZone(endpoint);
        const value = formatEndpoint(endpoint);
        return [{ value, label: t('Dial {0}', plainText(value)) }];
      } catch (error) {
        return [{ problem: describeProblem(error) }];
      }
    },
  });
  return answer?.value;
}

/** As this machine's C programs have it in memory. */
export function sockaddrOf(end: SocketAddress): Uint8Array | undefined {
  const options = { platform: process.platform, order: endianness() === 'LE' ? 'le' : 'be' } as const;
  return end.family === 'ip' ? sockaddrOfHost(end.address, end.port, options) : sockaddrOfPath(end.path, options);
}
