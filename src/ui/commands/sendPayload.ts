import * as vscode from 'vscode';
import { SockscopeError } from '../../base/error';
import type { Engine } from '../../engine/engine';
import { isEnded } from '../../engine/socketInfo';
import { describeProblem, logProblem } from '../problems';
import { requireTrust } from '../safety/trust';
import { sentLineEnd } from '../settings';
import type { TreeNode } from '../sockets/socketNode';
import { askText, type OfferedText, type Question } from './askText';
import { destinationName, pickDestination, type Destination } from './destination';
import type { SendHints } from './sendOrder';
import { evaluateInput, nameOfReading } from './payloadInput';
import { payloadReadings, type PayloadReading } from '../../wire/payload/readings';
import type { SentPayloads } from './sentPayloads';

/** What the user or the workspace's trust has called off: the input does not come back for it. */
const CALLED_OFF = new Set(['CANCELLED', 'CONSENT_DECLINED', 'UNTRUSTED_WORKSPACE']);

/** Asks for payloads and sends them. */
export class PayloadSender {
  readonly #engine: Engine;
  readonly #sent: SentPayloads;
  readonly #hints: () => SendHints;
  readonly #log: vscode.LogOutputChannel;

  constructor(engine: Engine, sent: SentPayloads, hints: () => SendHints, log: vscode.LogOutputChannel) {
    this.#hints = hints;
    this.#engine = engine;
    this.#sent = sent;
    this.#log = log;
  }

  /**
   * Asks what to send, with a row for each thing that the text can mean. When something fails behind that, the input comes
   * back with the text and the reason; once the socket is closed, the next attempt asks for another one.
   *
   * @returns Undefined when the user gave up.
   */
  async ask(node: TreeNode | undefined): Promise<{ readonly bytes: number } | undefined> {
    requireTrust();
    const title = vscode.l10n.t('Send Payload');
    let destination = await pickDestination(this.#engine, node, title, this.#hints);
    if (!destination) return undefined;
    let again: Question<PayloadReading>['again'];
    for (;;) {
      const answer = await askText(this.#question(destination, again));
      if (!answer) return undefined;
      const { text, value: reading } = answer;
      try {
        destination ??= await pickDestination(this.#engine, undefined, title, this.#hints);
        if (!destination) return undefined;
        return await this.#sent.send(destination.socket, destination.to, text, reading);
      } catch (error) {
        if (error instanceof SockscopeError && CALLED_OFF.has(error.code)) throw error;
        logProblem(error, this.#log);
        again = { text, problem: describeProblem(error), preferred: reading.id };
        if (destination && isEnded(destination.socket.state)) destination = undefined;
      }
    }
  }

  #question(destination: Destination | undefined, again: Question<PayloadReading>['again']): Question<PayloadReading> {
    const { t } = vscode.l10n;
    const { history } = this.#sent;
    return {
      title: destination ? t('Send Payload to {0}', destinationName(destination)) : t('Send Payload'),
      placeholder: t('Plain text, or payload syntax such as "hi\\r\\n", [0a 0b] or u16be(258)'),
      history: history.entries.map((text) => this.#offer(text)),
      keepsLines: true,
      evaluate: (text, oneLine) =>
        evaluateInput(
          text,
          again?.text === text ? again.preferred : this.#sent.choiceFor(destination?.socket, text),
          oneLine,
        ),
      ...(again ? { again } : {}),
    };
  }

  /** An entry is sent as it was before; one of which that is not known is put into the input. */
  #offer(text: string): OfferedText {
    const note = this.#sent.history.noteOf(text);
    const [first] = payloadReadings(text, 0, note, undefined, sentLineEnd());
    if (!first || first.problem || first.id !== note) return { text, isUnsettled: true };
    return { text, description: nameOfReading(first) };
  }
}
