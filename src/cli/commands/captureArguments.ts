/** What `sockscope show` and `sockscope grep` say of captures and their conversations. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Direction } from '../../base/direction';
import { SockscopeError } from '../../base/error';
import { timeOfDay } from '../../base/timeOfDay';
import type { Capture } from '../../capture/capture';
import { ipSchemeOf } from '../../capture/conversation';
import type { ConversationOverview } from '../../capture/conversations';
import { openCapture } from '../../capture/openCapture';
import { formatSocketAddress } from '../../engine/address/endpoint';
import { UsageError, type Terminal } from '../terminal/terminal';
import type { FileKind } from './namedFiles';

/**
 * Opens a capture, waits until all of it is indexed, and closes it behind `use`.
 *
 * @throws SockscopeError when it cannot be read, and `INTERRUPTED`
 */
export async function withCapture<Result>(
  name: string,
  terminal: Terminal,
  use: (capture: Capture) => Promise<Result>,
): Promise<Result> {
  const capture = await openCapture(resolve(terminal.folder, name), { signal: terminal.interrupted }).catch(
    (error: unknown) => {
      if (!terminal.isInterrupted) throw error;
      throw new SockscopeError('INTERRUPTED', 'Interrupted while {0} was opened.', [name]);
    },
  );
  try {
    await terminal.unlessInterrupted(capture.flush());
    return await use(capture);
  } finally {
    await capture.close();
  }
}

/** What `show` and `grep` read: what programs that capture write, compressed or not. */
export const CAPTURE_FILES: FileKind = { name: 'capture', isOne: (name) => /\.p?cap(?:ng)?$/i.test(name) };

/** Milliseconds between two looks at a file that may grow. */
const LOOK_EVERY = 200;

/** A capture is read again from its beginning, so there is a rest of this many times what that took. */
const REST = 10;

/** The same, and again whenever the file has grown, until the interruption. @throws SockscopeError when it cannot be read any more */
export async function followCapture(
  name: string,
  terminal: Terminal,
  use: (capture: Capture) => Promise<unknown>,
): Promise<void> {
  const path = resolve(terminal.folder, name);
  let read: number | undefined;
  while (!terminal.isInterrupted) {
    let pause = LOOK_EVERY;
    const size = await stat(path).then(
      (stats) => stats.size,
      () => undefined,
    );
    if (size === undefined || size !== read) {
      const begun = performance.now();
      await withCapture(name, terminal, use).catch((error: unknown) => {
        if (!terminal.isInterrupted) throw error;
      });
      read = size;
      pause = Math.max(pause, REST * (performance.now() - begun));
    }
    // The interruption ends the rest too.
    await delay(pause, undefined, { signal: terminal.interrupted }).catch(() => undefined);
  }
}

/** Both ends, whoever began first: `127.0.0.1:40000 → 127.0.0.1:9000`. */
export function endsOf(overview: Pick<ConversationOverview, 'scheme' | 'local' | 'remote' | 'initiator'>): string {
  const { local, remote, initiator } = overview;
  const scheme = ipSchemeOf(overview);
  const here = withoutScheme(formatSocketAddress(scheme, local));
  if (!remote) return here;
  const there = withoutScheme(formatSocketAddress(scheme, remote));
  return initiator === 'sent' ? `${here} → ${there}` : `${there} → ${here}`;
}

function withoutScheme(address: string): string {
  return address.replace(/^\w+:\/\//, '');
}

/** Of a chunk or an event: the local time of day, to the microsecond. */
export function timeIn({ startTime }: Pick<Capture, 'startTime'>, nanoseconds: number): string {
  return timeOfDay(startTime + nanoseconds / 1e6, 6);
}

/** `<` and `>` as in a wire file. */
export const ARROWS: Readonly<Record<Direction, string>> = { received: '<', sent: '>' };

/** A conversation's number, from 0 on as the list has it. @throws UsageError */
export function conversationNumber(text: string, { length }: { readonly length: number }): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (number < length) return number;
  const there = length === 0 ? 'the capture has none' : `there are 0 to ${length - 1}`;
  throw new UsageError(`There is no conversation “${text}”: ${there}.`);
}

/** What reading the capture came upon; told, since something is missing. */
export async function complainOfProblems(capture: Capture, name: string, terminal: Terminal): Promise<void> {
  const { problems, leftOut } = capture;
  const sum = problems.list.reduce((count, problem) => count + problem.count, 0);
  if (sum > 0) await terminal.complain(`${name}: ${sum} parts of the file could not be read and are left out.`);
  if (leftOut > 0) await terminal.complain(`${name}: ${leftOut} packets are left out, as there are too many.`);
}
