/**
 * Holds every capture of a folder against what the peers of the soak say that they sent: byte for byte, by SHA-256 where
 * the stream is long. Prints a {@link Verdict}.
 *
 * usage: node verify.js FOLDER LOG PID
 *
 * PID is that of the extension host: streams that it began have {@link DIALLED_BYTES}.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { argv, stdout } from 'node:process';
import type { Direction } from '../../src/base/direction';
import type { Capture } from '../../src/capture/capture';
import type { Conversation } from '../../src/capture/conversation';
import { openCapture } from '../../src/capture/openCapture';
import { DIALLED_BYTES, type PeersLog, type SentStream } from './control';
import { MarkedStream, NAME_BYTES, markedBytes, readStreamName, senderOf } from './markedStream';

const DIRECTIONS: readonly Direction[] = ['received', 'sent'];

export interface Verdict {
  readonly captures: number;
  readonly conversations: number;
  /** Streams of connections that were compared, and their bytes. */
  readonly streams: number;
  readonly bytes: number;
  readonly datagrams: number;
  /** The first of what was found; empty when every capture is right. */
  readonly faults: readonly string[];
}

const MAX_FAULTS = 20;

class Verification {
  readonly #log: PeersLog;
  readonly #host: number;
  readonly #faults: string[] = [];
  #captures = 0;
  #conversations = 0;
  #streams = 0;
  #bytes = 0;
  #datagrams = 0;

  constructor(log: PeersLog, host: number) {
    this.#log = log;
    this.#host = host;
  }

  get verdict(): Verdict {
    return {
      captures: this.#captures,
      conversations: this.#conversations,
      streams: this.#streams,
      bytes: this.#bytes,
      datagrams: this.#datagrams,
      faults: this.#faults,
    };
  }

  async check(path: string): Promise<void> {
    const capture = await openCapture(path);
    try {
      await capture.flush();
      this.#captures++;
      for (const conversation of capture.conversations) {
        this.#conversations++;
        for (const direction of DIRECTIONS) {
          const where = `${path}, conversation ${conversation.id}, ${direction}`;
          if (conversation.scheme === 'udp') await this.#checkDatagrams(where, capture, conversation, direction);
          else await this.#checkStream(where, capture, conversation, direction);
        }
      }
    } finally {
      await capture.close();
    }
  }

  async #checkStream(where: string, capture: Capture, conversation: Conversation, direction: Direction): Promise<void> {
    const { log } = conversation;
    const length = log.bytes(direction);
    const name = readStreamName(await capture.readBytes(log, direction, 0, Math.min(length, NAME_BYTES)));
    // The answer of a rule, or one that broke off before it said its name.
    if (name === undefined) return;
    this.#streams++;
    this.#bytes += length;
    const said = this.#said(name);
    if (said === undefined) {
      this.#fault(`${where}: the peers know nothing of ${name.toString('hex')}`);
      return;
    }
    const { bytes, whole, tail } = said;
    const expected = createHash('sha256');
    const actual = createHash('sha256');
    const stream = new MarkedStream(name);
    for await (const pieces of capture.readPieces(log, direction, 0, length)) {
      for (const piece of pieces) {
        if (piece.bytes === undefined) {
          this.#fault(`${where}: ${piece.length} bytes are missing from ${piece.offset} on`);
          return;
        }
        actual.update(piece.bytes);
        const marked = Math.min(piece.length, Math.max(0, bytes - piece.offset));
        // The first piece has the name in it.
        expected.update(stream.take(marked));
        const from = Math.max(0, piece.offset - bytes);
        expected.update(tail.slice(from, from + piece.length - marked));
      }
    }
    if (expected.digest('hex') !== actual.digest('hex')) this.#fault(`${where}: ${length} bytes differ`);
    const isDone = direction === 'received' && conversation.state === 'closed';
    if (length > bytes + tail.length) this.#fault(`${where}: ${length} bytes, and ${bytes} were sent`);
    else if (whole && isDone && length < bytes) this.#fault(`${where}: ${length} bytes of ${bytes}`);
  }

  #said(name: Buffer): SentStream | undefined {
    const own = { bytes: DIALLED_BYTES, whole: false, tail: '' };
    return this.#log[name.toString('hex')] ?? (senderOf(name) === this.#host ? own : undefined);
  }

  async #checkDatagrams(where: string, capture: Capture, { log }: Conversation, direction: Direction): Promise<void> {
    for (let chunk = 0; chunk < log.length; chunk++) {
      if (log.direction(chunk) !== direction || log.byteLength(chunk) === 0) continue;
      this.#datagrams++;
      const bytes = await capture.readBytes(log, direction, log.offset(chunk), log.byteLength(chunk));
      const name = readStreamName(bytes);
      const isRight = name !== undefined && markedBytes(name, bytes.length).equals(bytes);
      if (!isRight) this.#fault(`${where}: datagram ${chunk} differs`);
    }
  }

  #fault(text: string): void {
    if (this.#faults.length < MAX_FAULTS) this.#faults.push(text);
  }
}

async function main(folder: string, log: string, host: string): Promise<void> {
  const verification = new Verification(JSON.parse(await readFile(log, 'utf8')) as PeersLog, Number(host));
  const names = await readdir(folder, { recursive: true });
  const captures = names.filter((name) => name.endsWith('.pcapng'));
  assert.ok(captures.length > 0, `${folder} holds no capture`);
  for (const name of captures) await verification.check(join(folder, name));
  stdout.write(`${JSON.stringify(verification.verdict)}\n`);
}

void main(argv[2]!, argv[3]!, argv[4]!);
