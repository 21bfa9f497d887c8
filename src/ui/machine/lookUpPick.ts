import * as vscode from 'vscode';
import type { Engine } from '../../engine/engine';
import { parseAskedName, type AskedName } from '../../engine/names/askedName';
import type { LookedUp } from '../../engine/names/lookUp';
import { CLICKED } from '../clicked';
import { askText } from '../commands/askText';
import { COMMANDS } from '../ids';
import { plainText } from '../plainText';
import { pickFrom, tellDone, withProgress } from '../plainWindow';
import { describeProblem } from '../problems';
import { requireTrust } from '../safety/trust';
import { describeAddress, describeLookUp, describeService, type RowText } from './lookedUpText';
import { pickAddressAction, type AddressActions } from './systemSocketPick';

/** What is chosen, and what it does. */
interface Row extends vscode.QuickPickItem {
  readonly act: () => Promise<void>;
}

/** Asks for a name or an address, and shows what is known of it. Nothing is asked of name servers while somebody types. */
export async function askAndLookUp(engine: Engine, actions: AddressActions): Promise<void> {
  requireTrust();
  const { t } = vscode.l10n;
  const dialled = [...engine.sockets].flatMap((socket) =>
    socket.kind !== 'listener' && socket.remote?.family === 'ip' ? [socket.remote.address] : [],
  );
  const answer = await askText<AskedName>({
    title: t('Look Up Name or Address'),
    placeholder: t('A name, an address, a port or a service, such as localhost, ::1, 80 or http'),
    history: [],
    suggestions: [
      { text: 'localhost', description: t('this machine') },
      ...[...new Set(dialled)].map((text) => ({ text, description: t('the peer of a socket of this window') })),
    ],
    evaluate: (text) => {
      try {
        const value = parseAskedName(text);
        return [{ value, label: t('Look up {0}', plainText(value.host ?? String(value.port))) }];
      } catch (error) {
        return [{ problem: describeProblem(error) }];
      }
    },
  });
  if (answer) await lookUpAndShow(engine, answer.text, actions);
}

async function lookUpAndShow(engine: Engine, text: string, actions: AddressActions): Promise<void> {
  const { t } = vscode.l10n;
  const found = await withProgress(t('Looking up {0}', plainText(text)), (_report, signal) =>
    engine.lookUp(text, { signal }),
  );
  const title = t('Look Up {0}', plainText(found.name));
  const rows = [
    ...addressRows(found, parseAskedName(text), title, actions),
    ...nameRows(engine, found, actions),
    ...serviceRows(found, title),
  ];
  const placeHolder = plainText(describeLookUp(found));
  const picked = await pickFrom(rows, { title, placeHolder, matchOnDescription: true, matchOnDetail: true });
  await picked?.act();
}

function rowOf({ label, description, detail }: RowText, icon: string, act: () => Promise<void>): Row {
  return {
    label: plainText(label),
    description: plainText(description),
    ...(detail === undefined ? {} : { detail: plainText(detail) }),
    iconPath: new vscode.ThemeIcon(icon),
    act,
  };
}

function addressRows(
  { addresses }: LookedUp,
  { port, scheme }: AskedName,
  title: string,
  actions: AddressActions,
): Row[] {
  return addresses.map((row) =>
    rowOf(describeAddress(row), 'globe', () =>
      pickAddressAction(
        {
          scheme: scheme === 'udp' ? 'udp' : 'tcp',
          end: { family: 'ip', address: row.address, port: port ?? 0 },
          canDial: port !== 0,
          isWithoutPort: port === undefined,
        },
        title,
        actions,
      ),
    ),
  );
}

/** Each can be looked up itself. */
function nameRows(engine: Engine, { name, canonical, aliases }: LookedUp, actions: AddressActions): Row[] {
  const { t } = vscode.l10n;
  if (aliases.length === 0 && canonical === name) return [];
  return [canonical, ...aliases].map((each, index) =>
    rowOf({ label: each, description: index === 0 ? t('canonical name') : t('alias') }, 'tag', async () => {
      const shown = plainText(each);
      const items = [
        ...(each === name ? [] : [{ label: t('Look up {0}', shown), act: () => lookUpAndShow(engine, each, actions) }]),
        { label: t('Copy {0}', shown), act: () => copy(each) },
      ];
      const picked = await pickFrom(items, { title: shown, placeHolder: t('What to do with {0}', shown) });
      await picked?.act();
    }),
  );
}

function serviceRows({ services }: LookedUp, title: string): Row[] {
  const { t } = vscode.l10n;
  return services.map((service) => {
    const { port, transport } = service;
    return rowOf(describeService(service), 'symbol-numeric', async () => {
      const items = [
        { label: t('Copy {0}', port), act: () => copy(String(port)) },
        {
          label: t('Who Has Port {0}?', port),
          act: async () => {
            await vscode.commands.executeCommand(COMMANDS.whoHasPort, { port, transport }, CLICKED);
          },
        },
      ];
      const picked = await pickFrom(items, { title, placeHolder: t('What to do with {0}', port) });
      await picked?.act();
    });
  });
}

async function copy(text: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  tellDone(vscode.l10n.t('Copied {0}.', plainText(text)));
}
