import * as vscode from 'vscode';
import { SockscopeError } from '../../base/error';
import { nameOfPort, portByName, type PortTransport } from '../../bytes/ports';
import type { Engine } from '../../engine/engine';
import { classOfPort, PortNames, type PortFacts } from '../../engine/kernel/portFacts';
import { socketsAtPort } from '../../engine/kernel/portHolders';
import { isEnded } from '../../engine/socketInfo';
import type { MachineCommands } from '../api';
import { CLICKED } from '../clicked';
import { askText, type Evaluation } from '../commands/askText';
import { registerCommand } from '../commands/registerCommand';
import { API_COMMANDS, COMMANDS } from '../ids';
import type { InspectorEditor } from '../inspector/inspectorEditor';
import { plainText } from '../plainText';
import { showInformation } from '../plainWindow';
import { askAndLookUp } from './lookUpPick';
import { counted } from '../wording';
import { machineApi } from './machineApi';
import { classText } from './portText';
import { pickSystemSocket, type AddressActions } from './systemSocketPick';

interface Dependencies {
  readonly engine: Engine;
  readonly inspector: InspectorEditor;
  readonly log: vscode.LogOutputChannel;
}

/** What the system says of all sockets of the machine, ours and others'. Nothing is read before somebody asks. */
export function registerMachine({ engine, inspector, log }: Dependencies): vscode.Disposable {
  const api = machineApi(engine);
  const names = new PortNames();
  const actions: AddressActions = {
    showBytes: (title, bytes) => {
      inspector.showMemory(title, bytes);
    },
  };

  const showHolders = async (port: number, transport?: PortTransport): Promise<void> => {
    const { t } = vscode.l10n;
    const sockets = await socketsAtPort(engine.system, port, transport);
    if (sockets.length === 0) {
      void showInformation(t('Nobody has port {0} on this machine: it is free.', port));
      return;
    }
    const title = t('Who Has Port {0}?', port);
    const facts = await names.facts(port, transport ?? 'tcp');
    await pickSystemSocket(
      sockets,
      { title, placeHolder: describePort(port, facts), helpers: helpersOf(engine) },
      actions,
    );
  };

  return vscode.Disposable.from(
    registerCommand(
      COMMANDS.whoHasPort,
      log,
      async (argument, other) => {
        if (other === CLICKED) {
          const { port, transport } = argument as { readonly port: number; readonly transport?: PortTransport };
          await showHolders(port, transport);
          return;
        }
        const answer = await askPort(engine);
        if (answer !== undefined) await showHolders(answer);
      },
      (argument: Parameters<MachineCommands['whoHasPort']>[0]) => api.whoHasPort(argument),
    ),
    registerCommand(COMMANDS.machineSockets, log, async () => {
      const { t } = vscode.l10n;
      const listed = await engine.system.all();
      if (!listed) {
        throw new SockscopeError('KERNEL_UNKNOWN', 'Which sockets this machine has is not known on this system.');
      }
      const { sockets, more } = listed;
      const placeHolder =
        more === 0
          ? counted(
              '{0, plural, one {# socket} other {# sockets}}: search by process, port, state or address',
              sockets.length,
            )
          : counted(
              '{0, plural, one {# socket} other {# sockets}}, and {1} that are not listed: search by process, port, state or address',
              sockets.length,
              more,
            );
      await pickSystemSocket(
        sockets,
        { title: t('Sockets of This Machine'), placeHolder, helpers: helpersOf(engine) },
        actions,
      );
    }),
    registerCommand(
      COMMANDS.lookUp,
      log,
      () => askAndLookUp(engine, actions),
      (argument: Parameters<MachineCommands['lookUp']>[0]) => api.lookUp(argument),
    ),
    vscode.commands.registerCommand(
      API_COMMANDS.socketState,
      (argument: Parameters<MachineCommands['socketState']>[0]) => api.socketState(argument),
    ),
  );
}

function helpersOf({ sockets }: Engine): ReadonlySet<number> {
  return new Set(
    [...sockets].flatMap((socket) =>
      socket.kind === 'listener' && socket.acceptingPid !== undefined ? [socket.acceptingPid] : [],
    ),
  );
}

/** Asks for a port, by its number or its name. */
async function askPort(engine: Engine): Promise<number | undefined> {
  const { t } = vscode.l10n;
  const ports = [...engine.sockets].flatMap(({ local, state }) =>
    local?.family === 'ip' && !isEnded(state) ? [local.port] : [],
  );
  const suggestions = [...new Set(ports)].map((port) => ({
    text: String(port),
    description: t('of a socket of this window'),
  }));
  const answer = await askText<number>({
    title: t('Who Has This Port?'),
    placeholder: t('A port, 1 to 65535, or its name, such as 8080 or http'),
    history: [],
    suggestions,
    evaluate: (text) => [evaluatePort(text)],
  });
  return answer?.value;
}

function evaluatePort(text: string): Evaluation<number> {
  const { t } = vscode.l10n;
  const word = text.trim().replace(/^:/, '');
  const port = /^\d+$/.test(word) ? Number(word) : (portByName(word, 'tcp') ?? portByName(word, 'udp'));
  if (port === undefined || port < 1 || port > 65_535) {
    return { problem: t('A port is a whole number from 1 to 65535, or a name such as http.') };
  }
  const name = nameOfPort(port, 'tcp') ?? nameOfPort(port, 'udp');
  const kind = classText(classOfPort(port));
  return {
    value: port,
    label: t('Look for who has port {0}', port),
    description: name === undefined ? kind : `${name}, ${kind}`,
  };
}

/** `Port 8080 (http-alt) is registered; …`: what is known of the port itself, whoever has it. */
function describePort(port: number, { class: kind, name, localRange, isOfLocalRange }: PortFacts): string {
  const { t } = vscode.l10n;
  const shown = name === undefined ? String(port) : `${port} (${plainText(name)})`;
  if (localRange === undefined) return t('Port {0}: {1}', shown, classText(kind));
  const { first, last } = localRange;
  return isOfLocalRange === true
    ? t('Port {0}: {1}, of the range {2}–{3} that this machine picks from', shown, classText(kind), first, last)
    : t('Port {0}: {1}; this machine picks from {2}–{3}', shown, classText(kind), first, last);
}
