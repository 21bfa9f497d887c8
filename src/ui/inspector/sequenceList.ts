import { setImmediate } from 'node:timers/promises';
import type { Direction } from '../../base/direction';
import { isForeign } from '../../capture/capture';
import { PacketSteps } from '../../capture/sequence/packetSteps';
import { scanPackets } from '../../capture/sequence/packetScan';
import { RecordedSteps } from '../../capture/sequence/recordedSteps';
import type { SequenceStep } from '../../capture/sequence/step';
import { formatHostPort } from '../../engine/address/endpoint';
import { MAX_LANES, type ToPage } from '../../webview/inspector/protocol';
import { plainText } from '../plainText';
import type { ConversationView } from './conversationViews';

/** Milliseconds between two messages about how far the sequence is: at most 10 a second. */
const PROGRESS_INTERVAL = 100;

/** The conversation that is laid out. */
type SequencedConversation = Pick<ConversationView, 'id' | 'capture' | 'conversation' | 'log' | 'epochTime' | 'peer'>;

/**
 * A conversation as a sequence that one page shows: what we recorded, or the packets that another program captured, for which
 * its file is read once more. Tells the page how far it is; ends with {@link dispose}.
 */
export class SequenceList {
  readonly id: number;
  readonly view: SequencedConversation;
  readonly #post: (message: ToPage) => void;
  readonly #describe: (error: unknown) => string;
  readonly #recorded: RecordedSteps | undefined;
  readonly #packets: PacketSteps | undefined;
  readonly #stop = new AbortController();
  #isRunning = false;
  #isDone = false;
  #progress = 0;
  #failure: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param describe Says what went wrong, for people. */
  constructor(
    id: number,
    view: SequencedConversation,
    post: (message: ToPage) => void,
    describe: (error: unknown) => string,
  ) {
    this.id = id;
    this.view = view;
    this.#post = post;
    this.#describe = describe;
    const { capture, conversation, log, peer } = view;
    if (isForeign(capture) && conversation.scheme === 'tcp') this.#packets = new PacketSteps(log);
    else this.#recorded = new RecordedSteps(log, peer ? [] : conversation.events, conversation);
  }

  get count(): number {
    return (this.#packets ?? this.#recorded)!.count;
  }

  /** @param row From 0 to {@link count} - 1. */
  at(row: number): SequenceStep {
    return (this.#packets ?? this.#recorded)!.at(row);
  }

  /** The row of the step that carries a byte; -1 when there is none, or none yet. */
  rowOf(direction: Direction, offset: number): number {
    return (this.#packets ?? this.#recorded)!.rowOf(direction, offset);
  }

  /** Goes on with what was recorded since, and tells the page. */
  advance(): void {
    if (this.#stop.signal.aborted || this.#isRunning || (this.#packets && this.#isDone)) return;
    this.#isRunning = true;
    void this.#run().finally(() => {
      this.#isRunning = false;
      this.#tell();
    });
  }

  dispose(): void {
    this.#stop.abort();
    clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    try {
      if (this.#packets) await this.#scan(this.#packets);
      else while (!this.#recorded!.update() && !this.#stop.signal.aborted) await setImmediate();
    } catch (error) {
      this.#failure = this.#describe(error);
    }
    this.#progress = 1;
    this.#isDone = true;
  }

  async #scan(packets: PacketSteps): Promise<void> {
    const { capture, conversation } = this.view;
    // Which connection it is among those between the same ends, the whole index tells.
    await capture.flush();
    await scanPackets(
      capture,
      conversation,
      (packet) => {
        packets.add(packet);
        return !packets.isFull;
      },
      this.#stop.signal,
      ({ bytesRead, fileBytes }) => {
        this.#progress = bytesRead / Math.max(1, fileBytes);
        this.#tell();
      },
    );
  }

  /** Tells the page soon; what changes meanwhile is told with it. */
  #tell(): void {
    if (this.#stop.signal.aborted) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const { peers } = this.view.conversation;
      const shown = this.view.peer ? undefined : peers;
      const first = Array.from({ length: Math.min(MAX_LANES, shown?.size ?? 0) }, (_, i) => shown!.get(i + 1)!);
      this.#post({
        type: 'sequence',
        list: this.id,
        count: this.count,
        progress: this.#progress,
        done: this.#isDone,
        full: this.#packets?.isFull ?? false,
        ...(this.#failure === undefined ? {} : { failure: this.#failure }),
        packets: this.#packets !== undefined,
        peerCount: shown?.size ?? 0,
        peers: first.map(({ address, port }) => plainText(formatHostPort(address, port))),
      });
    }, PROGRESS_INTERVAL);
  }
}
