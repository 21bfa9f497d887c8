import { SockscopeError } from './error';

/** The reason with which dialling is called off by the user. */
export function cancelled(): SockscopeError {
  return new SockscopeError('CANCELLED', 'Dialling was cancelled.');
}

/**
 * Runs `task` with a signal that fires with `ETIMEDOUT` after `timeout` milliseconds, with `CANCELLED` when `outer` fires,
 * and when `cancel` is aborted.
 */
export async function withDeadline<T>(
  cancel: AbortController,
  timeout: number,
  outer: AbortSignal | undefined,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const onOuter = (): void => {
    cancel.abort(cancelled());
  };
  if (outer?.aborted === true) onOuter();
  outer?.addEventListener('abort', onOuter, { once: true });
  const timer = setTimeout(() => {
    cancel.abort(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' }));
  }, timeout);
  try {
    return await task(cancel.signal);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', onOuter);
  }
}

/** A name server's answer cannot be called off, but nobody has to wait for it. */
export function raceAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', onAbort);
    });
  });
}
