import assert from 'node:assert/strict';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { exactly } from '../../../src/bytes/find/maskedPattern';
import type { ChunkLog } from '../../../src/capture/chunkLog';
import { exportCapture } from '../../../src/capture/export/exportCapture';
import { exportHexDump, exportJsonLines, exportRaw, type Export } from '../../../src/capture/export/exportFormats';
import { openCapture } from '../../../src/capture/openCapture';
import { TCP_FLAG } from '../../../src/capture/pcapng';
import { FileCapture } from '../../../src/capture/read/fileCapture';
import { FileFeed } from '../../../src/capture/read/fileFeed';
import { PatternMatcher } from '../../../src/capture/search/patternMatcher';
import { StreamSearch } from '../../../src/capture/search/streamSearch';
import { ExchangeRows } from '../../../src/ui/inspector/exchangeRows';
import { StreamRows } from '../../../src/ui/inspector/streamRows';
import { makeTempFolder } from '../../support/temp-folder';
import { ipPacket, LINK, PcapngFile, tcp } from './foreign';
import { textsOf } from './recording';

const GIB = 2 ** 30;
/** Enhanced packet blocks have this before the packet, packets in these files the headers of IPv4 and TCP. */
const BEFORE_PAYLOAD = 28 + 20 + 20;

type Part = Buffer | { readonly zeros: number };

/** A file that is nowhere: some bytes, and between them zeros that take no room. Only what is read of it is made. */
class VirtualFile {
  readonly #parts: { readonly position: number; readonly bytes: Buffer }[] = [];
  bytes = 0;

  add(...parts: readonly Part[]): this {
    for (const part of parts) {
      if (Buffer.isBuffer(part)) this.#parts.push({ position: this.bytes, bytes: part });
      this.bytes += Buffer.isBuffer(part) ? part.length : part.zeros;
    }
    return this;
  }

  /** A block of a type that nobody reads, so many bytes long. */
  addFiller(bytes: number): this {
    const head = new PcapngFile().block(0x0bad, Buffer.alloc(0)).bytes.subarray(0, 8);
    head.writeUInt32LE(bytes, 4);
    return this.add(head, { zeros: bytes - 12 }, Buffer.from(head.subarray(4)));
  }

  readonly read = (target: Uint8Array, at: number, length: number, from: number): Promise<{ bytesRead: number }> => {
    const bytesRead = Math.max(0, Math.min(length, this.bytes - from));
    target.fill(0, at, at + bytesRead);
    for (const { position, bytes } of this.#parts) {
      const start = Math.max(position, from);
      const end = Math.min(position + bytes.length, from + bytesRead);
      if (start < end) target.set(bytes.subarray(start - position, end - position), at + start - from);
    }
    return Promise.resolve({ bytesRead });
  };

  async opened(): Promise<FileCapture> {
    // FileHandle's `read` has more ways to be called than anybody here uses.
    const file = { read: this.read, close: () => Promise.resolve() } as unknown as Pick<FileHandle, 'read' | 'close'>;
    const capture = new FileCapture('/virtual.pcapng', file, new FileFeed(file, this.bytes));
    await capture.beginIndexing();
    await capture.flush();
    return capture;
  }
}

const head = (): Buffer => new PcapngFile().section().interface(LINK.raw).bytes;
const packet = (bytes: Buffer): Buffer => new PcapngFile().packet(bytes).bytes;
const says = (text: string, sequence: number, flags?: number): Buffer =>
  packet(ipPacket(tcp(text, { sequence, ...(flags === undefined ? {} : { flags }) })));

/** Six bytes and two more at each whole gigabyte of a stream up to the sixth; what lies between was not captured. */
function longStream(): VirtualFile {
  const file = new VirtualFile().add(head(), says('', 0, TCP_FLAG.syn));
  const reply = { source: '192.0.2.2', destination: '192.0.2.1' };
  for (let part = 0; part <= 6; part++) {
    const next = (part * GIB + 1 + 8) % 2 ** 32;
    file.add(
      says(`part ${part}; `, (part * GIB + 1) % 2 ** 32),
      // What is acknowledged was sent, captured or not.
      packet(ipPacket(tcp('', { from: 2000, to: 1000, sequence: 1, acknowledgement: next }), reply)),
    );
  }
  return file;
}

/** Where the chunks lie in their stream. */
function rangesOf(log: ChunkLog): { offset: number; length: number; gap: boolean }[] {
  return Array.from({ length: log.length }, (_, chunk) => ({
    offset: log.offset(chunk),
    length: log.byteLength(chunk),
    gap: log.isGap(chunk),
  }));
}

async function collect(pieces: Export): Promise<string> {
  let all = '';
  for await (const piece of pieces) all += Buffer.from(piece).toString('latin1');
  return all;
}

async function find(capture: FileCapture, text: string): Promise<number[]> {
  const { log } = capture.conversations.at(0)!;
  const stream = {
    length: log.bytes('sent'),
    grows: false,
    pieces: (start: number, end: number) => capture.readPieces(log, 'sent', start, end),
  };
  const search = new StreamSearch(stream, new PatternMatcher([exactly(Buffer.from(text))]));
  const found: number[] = [];
  while (!search.isIdle) await search.step(Infinity, (offset) => found.push(offset) > 0);
  return found;
}

describe('captures past 4 GiB', () => {
  it('are read behind that, and their bytes found, shown and exported', async () => {
    const file = new VirtualFile()
      .add(head(), says('', 0, TCP_FLAG.syn), says('before ', 1))
      .addFiller(2 ** 32 - 4)
      .addFiller(GIB);
    const position = file.bytes + BEFORE_PAYLOAD;
    assert.ok(position > 5 * GIB);
    file.add(says('after', 8));
    const capture = await file.opened();
    assert.deepEqual(capture.problems.list, []);
    assert.deepEqual(await textsOf(capture), [{ sent: 'before after', received: '' }]);
    const conversation = capture.conversations.at(0)!;
    const { log } = conversation;
    assert.equal(log.position(1), position);
    assert.deepEqual(await find(capture, 'after'), [7]);
    assert.deepEqual(await find(capture, 'e a'), [5]);
    assert.equal(await collect(exportRaw({ capture, conversation, log }, 'sent')), 'before after');
    await capture.close();
  });

  it('may have streams past 4 GiB, with right offsets in rows, search and exports', async () => {
    const capture = await longStream().opened();
    const conversation = capture.conversations.at(0)!;
    const { log } = conversation;
    const last = 6 * GIB;
    assert.equal(log.bytes('sent'), last + 8);
    const captured = rangesOf(log).filter(({ gap }) => !gap);
    assert.deepEqual(
      captured.map(({ offset }) => offset),
      Array.from({ length: 7 }, (_, part) => part * GIB),
    );
    assert.equal(Buffer.from(await capture.readBytes(log, 'sent', last - 2, 100)).toString('latin1'), '\0\0part 6; ');
    assert.deepEqual(await find(capture, 'part 6'), [last]);

    const stream = new StreamRows(log, 'sent', 16);
    assert.equal(stream.count, last / 16 + 1);
    assert.equal(stream.rowOf('sent', last + 7), last / 16);
    assert.deepEqual([stream.at(last / 16).kind, stream.bytesBefore('sent', last / 16)], ['bytes', last]);
    const exchange = new ExchangeRows(log, conversation.events, 16);
    exchange.update();
    const row = exchange.at(exchange.rowOf('sent', last + 3));
    assert.ok(row.kind === 'bytes');
    assert.deepEqual([row.offset, row.length], [last, 8]);

    const source = { capture, conversation, log };
    assert.equal(
      await collect(exportRaw(source, 'sent')),
      Array.from({ length: 7 }, (_, part) => `part ${part}; `).join(''),
    );
    const dump = (await collect(exportHexDump(source, 'sent'))).trimEnd().split('\n');
    assert.equal(dump.at(-1), '180000000: 70 61 72 74 20 36 3b 20');
    assert.equal(
      dump.filter((line) => line === `# ${GIB - 8} bytes are missing here: they were not captured.`).length,
      6,
    );
    assert.equal((await collect(exportJsonLines(source))).split(`"missing":${GIB - 8}`).length, 7);
    await capture.close();
  });

  it('are exported with the offsets that they have', async () => {
    const folder = await makeTempFolder();
    try {
      const capture = await longStream().opened();
      const conversation = capture.conversations.at(0)!;
      const path = join(folder.path, 'export.pcapng');
      const { signal } = new AbortController();
      const source = { capture, conversation, log: conversation.log };
      await exportCapture(source, { path, application: 'test', signal, onProgress: () => undefined });
      const copy = await openCapture(path);
      await copy.flush();
      assert.deepEqual(rangesOf(copy.conversations.at(0)!.log), rangesOf(source.log));
      assert.equal(source.log.bytes('sent'), 6 * GIB + 8);
      await copy.close();
      await capture.close();
    } finally {
      await folder.remove();
    }
  });
});
