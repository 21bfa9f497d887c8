import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { CaptureStore, type CaptureStoreOptions } from '../../capture/captureStore';
import type { StartRecording } from '../../engine/recording';
import type { ParsedLine } from '../terminal/commandLine';
import { UsageError, type Terminal } from '../terminal/terminal';

/** For a command that records one socket: into a file of its own, or into a folder as the editor does. */
export const CAPTURE_OPTION = {
  capture: { value: 'FILE|DIR', help: 'record all bytes: into a new FILE.pcapng, or into new files of a folder' },
};

/** For a command that opens many sockets. */
export const CAPTURE_FOLDER_OPTION = {
  capture: { value: 'DIR', help: 'record all bytes into pcapng files in this folder' },
};

/** Most of one capture: 4 GiB. */
const MAX_CAPTURE = 4 * 1024 ** 3;

const FILE_NAME = /\.pcapng$/i;

/** Whoever writes this means a file, and would get a folder of that name. */
const OTHER_FILE_NAME = /\.p?cap$/i;

/** Where a command records to. */
export interface Captures {
  readonly store: CaptureStore;
  readonly record: StartRecording;
  /** Whether something is missing in them; it has been told. */
  readonly hasFailed: boolean;
  /** Settles when the files are complete. */
  readonly end: () => Promise<void>;
}

/**
 * What `--capture` asks for; undefined: nothing.
 *
 * @param takes Whether a single file can hold it.
 * @throws UsageError for a file that is there already or is no pcapng file by its name, and for one where there would be several
 */
export async function openCaptures(
  { values }: ParsedLine,
  takes: 'file' | 'folder',
  application: string,
  terminal: Terminal,
): Promise<Captures | undefined> {
  const name = values.get('capture');
  if (name === undefined) return undefined;
  const path = resolve(terminal.folder, name);
  const stats = await stat(path).catch(() => undefined);
  if (stats === undefined && OTHER_FILE_NAME.test(name)) {
    throw new UsageError(`Captures are pcapng files: write --capture ${name.replace(OTHER_FILE_NAME, '.pcapng')}.`);
  }
  const isFile = stats === undefined ? FILE_NAME.test(name) : !stats.isDirectory();
  if (isFile && takes === 'folder') {
    throw new UsageError(`--capture takes a folder here, as there are several sockets, not the file “${name}”.`);
  }
  if (isFile && stats !== undefined) {
    throw new UsageError(`There is a file ${name} already, and captures are never written over: give another name.`);
  }
  return recordInto(
    isFile ? { folder: dirname(path), firstName: basename(path) } : { folder: path },
    application,
    terminal,
  );
}

/** Records into new files of a folder; what fails is told. */
export function recordInto(
  place: Pick<CaptureStoreOptions, 'folder' | 'firstName'>,
  application: string,
  terminal: Terminal,
): Captures {
  const store = new CaptureStore({ ...place, application, maxCaptureBytes: () => MAX_CAPTURE });
  let hasFailed = false;
  store.onDidFail(({ failure }) => {
    hasFailed = true;
    void terminal.complain(failure?.error.message ?? 'Recording failed.');
  });
  return {
    store,
    record: store.startRecording,
    get hasFailed() {
      return hasFailed;
    },
    end: () => store.closeAll(),
  };
}
