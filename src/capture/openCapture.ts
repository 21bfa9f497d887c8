import type { FileHandle } from 'node:fs/promises';
import { openRegularFile } from '../engine/files/regularFile';
import { captureUnreadable, notACapture } from './errors';
import { FileCapture } from './read/fileCapture';
import { FileFeed } from './read/fileFeed';
import { BLOCK } from './pcapng';
import { pcapFormat, type PcapFormat } from './read/pcapReader';

const MAGIC_BYTES = 4;
/** RFC 1952: Wireshark can compress what it saves. */
const GZIP_MAGIC = 0x1f8b;

export interface OpenCaptureOptions {
  /** Gives up opening; a capture that is open already is given up with its `close`. */
  readonly signal?: AbortSignal;
}

/**
 * Opens a pcapng or pcap file. Settles as soon as there is something to look at; indexing goes on: see `Capture.indexing`,
 * `Capture.onDidGrow`, and `Capture.flush`, which waits for its end. Whoever opens a capture closes it.
 *
 * @throws SockscopeError `CAPTURE_UNREADABLE`, `NOT_A_FILE`, `NOT_A_CAPTURE`; the signal's reason.
 */
export async function openCapture(path: string, options: OpenCaptureOptions = {}): Promise<FileCapture> {
  const { signal } = options;
  signal?.throwIfAborted();
  const { file, feed, format } = await openCaptureFile(path);
  let capture: FileCapture | undefined;
  const abort = (): void => {
    void capture?.close();
  };
  try {
    capture = new FileCapture(path, file, feed, format);
    signal?.addEventListener('abort', abort);
    await capture.beginIndexing();
    signal?.throwIfAborted();
    return capture;
  } catch (error) {
    await (capture ?? file).close();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** A capture's file, and how it is read from its beginning. */
export interface OpenedFile {
  /** To be closed by whoever opened it. */
  readonly file: FileHandle;
  readonly feed: FileFeed;
  /** Of a classic pcap file; absent: pcapng. */
  readonly format?: PcapFormat;
}

/**
 * Opens the file of a capture for reading all of it.
 *
 * @throws SockscopeError `CAPTURE_UNREADABLE`, `NOT_A_FILE`, `NOT_A_CAPTURE`
 */
export async function openCaptureFile(path: string): Promise<OpenedFile> {
  let file: FileHandle;
  try {
    file = await openRegularFile(path);
  } catch (error) {
    throw captureUnreadable(path, error);
  }
  try {
    const { size, format } = await inspect(path, file);
    return { file, feed: new FileFeed(file, size), ...(format && { format }) };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The file's size, and its format: `undefined` for pcapng. */
async function inspect(path: string, file: FileHandle): Promise<{ size: number; format?: PcapFormat }> {
  const magic = new DataView(new ArrayBuffer(MAGIC_BYTES));
  try {
    const { size } = await file.stat();
    const { bytesRead } = await file.read(magic, 0, MAGIC_BYTES, 0);
    if (bytesRead === MAGIC_BYTES && magic.getUint32(0) === BLOCK.sectionHeader) return { size };
    const format = bytesRead === MAGIC_BYTES ? pcapFormat(magic) : undefined;
    if (format !== undefined) return { size, format };
  } catch (error) {
    throw captureUnreadable(path, error);
  }
  throw notACapture(path, magic.getUint16(0) === GZIP_MAGIC);
}
