import { SockscopeError } from '../../base/error';

/** How long something may take, and what calls it off. */
export interface TimeLimit {
  /** Milliseconds. */
  readonly limit: number;
  readonly signal: AbortSignal;
}

/** The reason of a signal as an error. */
export function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new SockscopeError('CANCELLED', 'The run was cancelled.');
}

/**
 * Settles as `begin` does, or with what `timeOut` gives when the time is over; rejects with the signal's reason. `release`
 * is called when the waiting ends, however.
 */
export function withTimeLimit<Value>(
  { limit, signal }: TimeLimit,
  begin: (settle: (value: Value) => void, fail: (error: Error) => void) => (() => void) | undefined,
  timeOut: () => Value,
): Promise<Value> {
  if (signal.aborted) return Promise.reject(abortReason(signal));
  return new Promise<Value>((resolve, reject) => {
    const waiting: { isOver: boolean; release?: (() => void) | undefined } = { isOver: false };
    const finish = (): boolean => {
      if (waiting.isOver) return false;
      waiting.isOver = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      waiting.release?.();
      return true;
    };
    const settle = (value: Value): void => {
      if (finish()) resolve(value);
    };
    const fail = (error: Error): void => {
      if (finish()) reject(error);
    };
    const onAbort = (): void => {
      fail(abortReason(signal));
    };
    const timer = setTimeout(() => {
      try {
        settle(timeOut());
      } catch (error) {
        fail(error instanceof Error ? error : new Error(String(error)));
      }
    }, limit);
    signal.addEventListener('abort', onAbort, { once: true });
    waiting.release = begin(settle, fail);
    // It may have settled at once.
    if (waiting.isOver) waiting.release?.();
  });
}

/** The same for a promise, which goes on unwatched when the time is over. */
export function waitFor<Value>(timeLimit: TimeLimit, promise: Promise<Value>, timeOut: () => Error): Promise<Value> {
  // Where it was called off before, nobody else looks at the promise.
  promise.catch(() => undefined);
  return withTimeLimit<Value>(
    timeLimit,
    (settle, fail) => {
      promise.then(settle, fail);
      return undefined;
    },
    () => {
      throw timeOut();
    },
  );
}
