import type { Engine } from '../../engine/engine';
import type { Terminal } from '../terminal/terminal';

/** Milliseconds that closing takes at most after an interruption: who was told to end ends at once. */
export const ENDING_GRACE = 200;

/** Closes all sockets; after an interruption it waits no longer for peers that do not read. */
export async function closeSockets(engine: Engine, terminal: Terminal): Promise<void> {
  const closed = engine.closeAll();
  if (!terminal.isInterrupted) return closed;
  let timer: NodeJS.Timeout | undefined;
  const grace = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ENDING_GRACE);
  });
  await Promise.race([closed, grace]);
  clearTimeout(timer);
}
