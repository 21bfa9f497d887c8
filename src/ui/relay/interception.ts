import * as vscode from 'vscode';
import { SockscopeError } from '../../base/error';
import { hexPreview } from '../../bytes/hex';
import { formatHostPort } from '../../engine/address/endpoint';
import type { IpSocketAddress } from '../../engine/address/socketAddress';
import type { Engine } from '../../engine/engine';
import type { LiveSocket } from '../../engine/liveSocket';
import type { RelaySide } from '../../engine/relay/impairment/draw';
import type { BreakCondition } from '../../engine/relay/interception/breakCondition';
import type { HeldMessage } from '../../engine/relay/interception/heldMessage';
import type { RunningRelay } from '../../engine/relay/runningRelay';
import { isEnded, type SocketInfo } from '../../engine/socketInfo';
import { readBreakPattern } from '../../wire/payload/breakPattern';
import { formatPayload } from '../../wire/payload/formatter';
import type { PayloadReading } from '../../wire/payload/readings';
import { toHex } from '../../bytes/hex';
import { askText, type Question } from '../commands/askText';
import { evaluateInput, PAYLOAD_PREVIEW_BYTES, type PayloadLabels } from '../commands/payloadInput';
import { readWorkspaceFile } from '../commands/workspaceFile';
import { plainText } from '../plainText';
import { pickFrom, tellDone } from '../plainWindow';
import { describeProblem } from '../problems';
import { requireTrust } from '../safety/trust';
import { counted } from '../wording';

/** Messages that are offered in one list; the oldest. */
const MAX_LISTED = 1000;

/** Longest message that is offered as text to edit. */
const MAX_EDITED = 64 * 1024;

/** What shorter messages are offered as: each byte can be changed in place. */
const MAX_EDITED_AS_HEX = 256;

/** What the user is asked for about what a relay holds. */
export class InterceptionQuestions {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Returns undefined when the user gave up. */
  async breakOn(socket: LiveSocket): Promise<SocketInfo | undefined> {
    requireTrust();
    const { t } = vscode.l10n;
    const relay = this.#engine.relayOf(socket);
    const { condition } = relay.breakpoints;
    const title = t('Break On');
    const choices: (vscode.QuickPickItem & { readonly ask: () => Promise<BreakCondition | undefined | 'off'> })[] = [
      choice('arrow-right', t('Client → server'), t('Everything that a client sends waits'), { from: 'client' }),
      choice('arrow-left', t('Server → client'), t('Everything that the target sends waits'), { from: 'server' }),
      choice('arrow-both', t('Both directions'), t('Everything waits'), {}),
      {
        label: t('A pattern…'),
        description: t('Only what matches waits'),
        iconPath: new vscode.ThemeIcon('search'),
        ask: () => askPattern(condition),
      },
      ...(condition
        ? [
            {
              label: t('Off'),
              description: t('Nothing waits any more, and what waits goes on'),
              iconPath: new vscode.ThemeIcon('debug-continue'),
              ask: () => Promise.resolve('off' as const),
            },
          ]
        : []),
    ];
    const picked = await pickFrom(choices, { title, placeHolder: t('What is to wait until you forward or drop it?') });
    const asked = await picked?.ask();
    if (!asked) return undefined;
    relay.breakOn(asked === 'off' ? undefined : asked);
    return relay.socket.info();
  }

  /** Lets the user choose among what is held, and what becomes of it, until nothing is held or the user has enough. */
  async held(socket: LiveSocket): Promise<SocketInfo | undefined> {
    requireTrust();
    const relay = this.#engine.relayOf(socket);
    for (;;) {
      if (relay.breakpoints.count === 0) {
        throw new SockscopeError('NOTHING_HELD', 'Nothing waits in this relay: choose with Break On… what is to wait.');
      }
      const message = await pickMessage(relay);
      if (message === undefined) return undefined;
      if (message === 'all') {
        this.forwardAll(socket);
        return relay.socket.info();
      }
      if (await decide(relay, message)) return relay.socket.info();
    }
  }

  forwardAll(socket: LiveSocket): number {
    requireTrust();
    const count = this.#engine.relayOf(socket).breakpoints.forwardAll();
    tellDone(counted('{0, plural, one {# message} other {# messages}} forwarded', count));
    return count;
  }

  /** Returns undefined when the user gave up. */
  async inject(socket: LiveSocket): Promise<{ readonly bytes: number } | undefined> {
    requireTrust();
    const { t } = vscode.l10n;
    const relay = this.#engine.relayOf(socket);
    const sides: (vscode.QuickPickItem & { readonly to: RelaySide })[] = [
      { to: 'server', label: t('To the server'), description: t('As if the client had sent it') },
      { to: 'client', label: t('To the client'), description: t('As if the server had sent it') },
    ];
    const side = await pickFrom(sides, { title: t('Inject'), placeHolder: t('Who gets the bytes?') });
    if (!side) return undefined;
    const flow = await pickFlow(relay, socket);
    if (!flow) return undefined;
    const bytes = await askBytes(t('Inject'), INJECTING);
    if (!bytes) return undefined;
    await relay.inject(side.to, bytes, flow.socket, flow.peer);
    return { bytes: bytes.length };
  }
}

function choice(
  icon: string,
  label: string,
  description: string,
  condition: BreakCondition,
): vscode.QuickPickItem & { readonly ask: () => Promise<BreakCondition> } {
  return { label, description, iconPath: new vscode.ThemeIcon(icon), ask: () => Promise.resolve(condition) };
}

/** When it cannot be read the question comes back with the text and the reason. */
async function askPattern(before: BreakCondition | undefined): Promise<BreakCondition | undefined> {
  const { t } = vscode.l10n;
  let initial: NonNullable<Question<string>['initial']> = { text: before?.pattern?.text ?? '', problem: undefined };
  for (;;) {
    const answer: { readonly text: string; readonly value: string } | undefined = await askText<string>({
      title: t('Break On a Pattern'),
      placeholder: t('An expression such as /id=\\d+/, or bytes such as "GET " [0a ??]'),
      history: [],
      evaluate: (text) => [
        text.trim() === ''
          ? { problem: t('Type what is to wait.') }
          : { value: text, label: t('Break on {0}', plainText(text.trim())) },
      ],
      initial,
    });
    if (!answer) return undefined;
    try {
      return { pattern: await readBreakPattern(answer.value, { readFile: readWorkspaceFile }) };
    } catch (error) {
      initial = { text: answer.text, problem: describeProblem(error) };
    }
  }
}

async function pickMessage(relay: RunningRelay): Promise<HeldMessage | 'all' | undefined> {
  const { t } = vscode.l10n;
  const { count } = relay.breakpoints;
  const items: (vscode.QuickPickItem & { readonly message: HeldMessage | 'all' })[] = [
    ...relay.breakpoints.oldest(MAX_LISTED).map((message) => ({
      label: t('{0}: {1}', message.id, plainText(payloadOf(message.bytes, PAYLOAD_PREVIEW_BYTES))),
      description: directionText(message),
      detail: detailText(message),
      iconPath: new vscode.ThemeIcon('debug-pause'),
      message,
    })),
    {
      label: counted('Forward all {0, plural, one {# message} other {# messages}}', count),
      iconPath: new vscode.ThemeIcon('debug-continue'),
      message: 'all',
    },
  ];
  const placeHolder = t('Choose a message to forward, edit or drop');
  const picked = await pickFrom(items, { title: t('Held Messages'), placeHolder, matchOnDetail: true });
  return picked?.message;
}

function directionText({ from, peer }: HeldMessage): string {
  const { t } = vscode.l10n;
  return from === 'client' ? t('from the client {0}', plainText(peer)) : t('for the client {0}', plainText(peer));
}

function detailText({ bytes, since, behind }: HeldMessage): string {
  const size = counted('{0, plural, one {# byte} other {# bytes}}', bytes.length);
  const waits = counted('for {0, duration}', Date.now() - since);
  const more = behind > 0 ? counted('{0, plural, one {# byte} other {# bytes}} behind it', behind) : undefined;
  const hex = hexPreview(bytes.subarray(0, PAYLOAD_PREVIEW_BYTES), PAYLOAD_PREVIEW_BYTES, bytes.length);
  return [size, waits, more, hex].filter((part) => part !== undefined).join(' · ');
}

/** Payload syntax of the first bytes. */
function payloadOf(bytes: Uint8Array, most: number): string {
  return bytes.length <= most ? formatPayload(bytes) : `${formatPayload(bytes.subarray(0, most))} …`;
}

/** Returns whether something became of it. */
async function decide(relay: RunningRelay, message: HeldMessage): Promise<boolean> {
  const { t } = vscode.l10n;
  const { breakpoints } = relay;
  const { id, bytes } = message;
  const fates = [
    { fate: 'forward' as const, label: t('Forward'), icon: 'debug-continue' },
    ...(bytes.length <= MAX_EDITED ? [{ fate: 'edit' as const, label: t('Edit and Forward…'), icon: 'edit' }] : []),
    { fate: 'drop' as const, label: t('Drop'), icon: 'trash' },
  ];
  const picked = await pickFrom(
    fates.map(({ icon, ...fate }) => ({ ...fate, iconPath: new vscode.ThemeIcon(icon) })),
    { title: t('Message {0}', id), placeHolder: `${directionText(message)} · ${detailText(message)}` },
  );
  switch (picked?.fate) {
    case undefined:
      return false;
    case 'forward':
      breakpoints.forward(id);
      return true;
    case 'drop':
      breakpoints.drop(id);
      return true;
    case 'edit': {
      const edited = await askBytes(t('Edit and Forward Message {0}', id), FORWARDING, bytes);
      if (!edited) return false;
      breakpoints.forward(id, edited);
      return true;
    }
  }
}

const FORWARDING: PayloadLabels = {
  bytes: (length, hex) => counted('Forward {0, plural, one {# byte} other {# bytes}}: {1}', length, hex),
  files: () => vscode.l10n.t('Forward the payload and the files in it'),
};

const INJECTING: PayloadLabels = {
  bytes: (length, hex) => counted('Inject {0, plural, one {# byte} other {# bytes}}: {1}', length, hex),
  files: () => vscode.l10n.t('Inject the payload and the files in it'),
};

/** When it cannot be encoded, as of a file that is missing, the question comes back with the text and the reason. */
async function askBytes(title: string, labels: PayloadLabels, before?: Uint8Array): Promise<Uint8Array | undefined> {
  const { t } = vscode.l10n;
  const isHex = before !== undefined && before.length > 0 && before.length <= MAX_EDITED_AS_HEX;
  const hex = isHex ? `[${toHex(before, ' ')}]` : undefined;
  const text = before && formatPayload(before);
  let again: Question<PayloadReading>['again'];
  for (;;) {
    const { text: failed, preferred } = again ?? {};
    const answer = await askText<PayloadReading>({
      title,
      placeholder: t('Plain text, or payload syntax such as "hi\\r\\n", [0a 0b] or u16be(258)'),
      history: [],
      suggestions: [
        ...(hex === undefined ? [] : [{ text: hex, description: t('its bytes in hex') }]),
        ...(text === undefined || text === '' || text === hex ? [] : [{ text, description: t('its bytes as text') }]),
      ],
      keepsLines: true,
      evaluate: (typed, oneLine) => evaluateInput(typed, typed === failed ? preferred : undefined, oneLine, labels),
      ...(again ? { again } : before ? { initial: { text: hex ?? text ?? '', problem: undefined } } : {}),
    });
    if (!answer) return undefined;
    try {
      return await answer.value.encode({ readFile: readWorkspaceFile });
    } catch (error) {
      again = { text: answer.text, problem: describeProblem(error), preferred: answer.value.id };
    }
  }
}

interface Flow {
  readonly socket: LiveSocket;
  readonly peer?: IpSocketAddress;
}

/** Which of several conversations is meant; the only one without asking. */
async function pickFlow(relay: RunningRelay, socket: LiveSocket): Promise<Flow | undefined> {
  const { t } = vscode.l10n;
  if (socket.kind === 'connection') return { socket };
  const flows: (vscode.QuickPickItem & Flow)[] =
    relay.socket.kind === 'datagram'
      ? relay.socket.peers.map(({ endpoint }) => ({
          label: formatHostPort(endpoint.address, endpoint.port),
          socket,
          peer: endpoint,
        }))
      : [...relay.flows].flatMap((flow) => {
          const client = flow.connection('client');
          return client && !isEnded(client.state) ? [{ label: client.info().remote ?? client.id, socket: client }] : [];
        });
  const [only, second] = flows;
  if (!only) throw new SockscopeError('RELAY_NO_FLOW', 'Nobody is connected through this relay yet: dial it first.');
  return second ? pickFrom(flows, { title: t('Inject'), placeHolder: t('Which client’s conversation?') }) : only;
}
