import { SockscopeError, type Template } from '../../base/error';
import { TextError } from '../../base/problem';
import type { SearchPattern } from '../../bytes/regex/compiler';
import { formatEndpoint, parseEndpoint, parsePeer } from '../../engine/address/endpoint';
import { socketStateOf, type KernelSocketState } from '../../engine/kernel/socketState';
import { requireReceiveLength, unboundedReads } from '../../engine/receiveCall';
import { isEnded } from '../../engine/socketInfo';
import { listenOptionsOf } from '../check/listenStep';
import { encodePayload } from '../payload/encoder';
import { encodePattern } from '../payload/pattern';
import type { Name } from '../syntax/nodes';
import type { AcceptStep } from '../syntax/steps/accept';
import type { ForEachStep, Step } from '../syntax/stepTable';
import type { KernelMeasure } from '../syntax/steps/kernelState';
import type { ReceivedBytes } from './failure';
import type { RelaySocket } from './relaySocket';
import type { StreamSocket } from './runSocket';
import type { StepContext } from './stepContext';
import { withTimeLimit, waitFor } from './timeLimit';

/**
 * Settles when the step is done, with what it received.
 *
 * @throws StepFailed, SockscopeError, or the reason of the signal
 */
export async function runStep(step: Step, run: StepContext): Promise<ReceivedBytes | undefined> {
  // The row is that of the step's own kind.
  const runner = STEP_RUNNERS[step.kind] as (step: Step, run: StepContext) => Promise<ReceivedBytes | undefined>;
  return runner(step, run);
}

/** What each step does. */
const STEP_RUNNERS: ForEachStep<[StepContext], Promise<ReceivedBytes | undefined>> = {
  async listen(step, run) {
    const { name, address, payload } = step;
    const endpoint = parseEndpoint(run.text(address));
    const bytes = payload && (await encodePayload(payload, run.encoding));
    const tls = await run.tls(step.options, 'listen');
    const options = listenOptionsOf(
      step,
      bytes,
      (value) => run.count(value),
      (text) => run.text(text),
      { ...(tls ? { tls } : {}), ...run.multicast(step.options) },
    );
    const accepted = run.steps.filter((each): each is AcceptStep => each.kind === 'accept' && each.listener.text === name.text); // prettier-ignore
    const isPaused = accepted.some((accept) => run.isStepwise(accept.name.text, endpoint));
    // A Unix socket has to begin so: it cannot be stopped later on.
    const isHeld = run.steps.some((each) => each.kind === 'accepting' && each.socket.text === name.text);
    const held = isHeld && options.accept === undefined ? { accept: false } : {};
    const socket = await run.options.engine.listen(endpoint, { ...options, ...held, ...run.opening, isPaused });
    run.registry.add(name.text, socket, accepted.length, isPaused);
    if (held.accept === false && socket.kind === 'listener') socket.startAccepting();
    run.environment.defineSocket(name.text, endpoint.scheme, socket.local!);
    // Listening itself cannot be called off, but is over at once.
    run.options.signal.throwIfAborted();
  },

  async dial({ name, address, options, refused, within }, run) {
    const endpoint = parseEndpoint(run.text(address));
    const tls = await run.tls(options, 'dial');
    const { limit: timeout, signal } = run.timeLimit(within);
    const isPaused = run.isStepwise(name.text, endpoint);
    const dialling = run.options.engine.dial(endpoint, {
      timeout: Math.max(1, timeout),
      signal,
      ...(tls ? { tls } : {}),
      ...run.multicast(options),
      ...run.from(options),
      ...run.opening,
      isPaused,
    });
    const socket = refused ? await unlessRefused(dialling) : await dialling;
    if (!socket) return;
    run.registry.add(name.text, socket, 0, isPaused);
    if (refused) {
      const template = '{0} was not refused: somebody listens on {1}.';
      throw new SockscopeError('NOT_REFUSED', template, [name.text, formatEndpoint(endpoint)]);
    }
    run.environment.defineSocket(name.text, endpoint.scheme, socket.local!, socket.remote);
  },

  async accept({ name, listener, within }, run) {
    const source = run.socket(listener);
    if (source.kind !== 'listener') throw notPossible(listener, 'accept');
    const timeLimit = run.timeLimit(within);
    const template = 'Nobody connected to {0} within {1, duration}.';
    const connection = await withTimeLimit<StreamSocket>(
      timeLimit,
      (settle) => {
        const waiting = source.next(settle);
        if (waiting !== undefined) settle(waiting);
        return () => {
          source.stopWaiting();
        };
      },
      () => {
        throw new SockscopeError('NOT_ACCEPTED', template, [listener.text, timeLimit.limit]);
      },
    );
    const { scheme, local, remote } = connection.socket;
    run.registry.nameConnection(name.text, connection, run.isStepwise(name.text, { scheme }));
    run.environment.defineSocket(name.text, scheme, local!, remote);
  },

  async send({ socket: name, terms, to, within }, run) {
    const bytes = await encodePayload(terms, run.encoding);
    const target = run.socket(name);
    const timeLimit = run.timeLimit(within);
    const template =
      '{0} could not send all of {1, plural, one {# byte} other {# bytes}} within {2, duration}: its peer does not read them.';
    const timeOut = (): SockscopeError =>
      new SockscopeError('NOT_SENT', template, [name.text, bytes.length, timeLimit.limit]);
    if (target.kind === 'stream') {
      await waitFor(timeLimit, target.socket.send(bytes), timeOut);
    } else if (target.kind === 'datagram') {
      const peer = to === undefined ? target.peer : parsePeer(run.text(to));
      const sent = target.socket.remote === undefined ? target.socket.send(bytes, peer) : target.socket.send(bytes);
      await waitFor(timeLimit, sent, timeOut);
    } else {
      throw notPossible(name, 'send');
    }
  },

  async expect({ socket: name, expectation, within, line }, run) {
    const target = run.socket(name);
    if (target.kind === 'listener' || target.kind === 'relay') throw notPossible(name, 'expect');
    const timeLimit =
      expectation.kind === 'silence'
        ? { limit: run.milliseconds(expectation.duration), signal: run.options.signal }
        : run.timeLimit(within);
    const count = 'count' in expectation ? run.count(expectation.count) : 0;
    if (expectation.kind === 'recv') {
      requireReceiveLength(count);
      if (target.kind === 'stream' && !isEnded(target.socket.state) && !target.socket.canReceiveNext) {
        throw unboundedReads(target.socket.scheme);
      }
    }
    const received = await run.expectations.run(name.text, target, expectation, count, timeLimit);
    if (received.length > 0) target.lastTaken = { line, length: received.length };
    return received;
  },

  async rule(step, run) {
    const { listener: name, pattern } = step;
    const target = run.socket(name);
    if (target.kind === 'stream' || target.kind === 'relay') throw notPossible(name, 'on');
    const search: SearchPattern =
      pattern.kind === 'regex'
        ? { kind: 'regex', regex: pattern.regex }
        : { kind: 'bytes', pattern: await encodePattern(pattern.terms, run.encoding) };
    run.registry.addRule(target, { step, pattern: search });
  },

  async action({ socket: name, action }, run) {
    const target = run.socket(name);
    if (action === 'close') {
      await target.socket.close();
      return;
    }
    if (target.kind !== 'stream') throw notPossible(name, action);
    const { socket } = target;
    switch (action) {
      case 'shutdown': {
        const timeLimit = run.timeLimit(undefined);
        const template =
          '{0} could not be shut down within {1, duration}: its peer does not read what was sent before.';
        await waitFor(timeLimit, socket.shutdownSending(), () => {
          return new SockscopeError('NOT_SHUT', template, [name.text, timeLimit.limit]);
        });
        return;
      }
      case 'reset':
        await socket.reset();
        return;
      case 'pause':
        target.pause();
        return;
      case 'resume':
        target.resume();
        return;
    }
  },

  async accepting({ socket: name, what, within }, run) {
    const target = run.socket(name);
    if (target.kind !== 'listener') throw notPossible(name, 'accept');
    const { socket } = target;
    if (what === 'on') {
      socket.startAccepting();
      return;
    }
    if (what === 'off') {
      await socket.stopAccepting();
      return;
    }
    const timeLimit = run.timeLimit(within);
    const takingBack = new AbortController();
    const template = 'No client of {0} waited to be accepted within {1, duration}.';
    await withTimeLimit<undefined>(
      timeLimit,
      (settle, fail) => {
        socket.acceptOne(takingBack.signal).then(() => {
          settle(undefined);
        }, fail);
        return () => {
          takingBack.abort(new SockscopeError('CANCELLED', 'accept() was taken back.'));
        };
      },
      () => {
        throw new SockscopeError('NOT_ACCEPTED', template, [name.text, timeLimit.limit]);
      },
    );
  },

  async kernelState(step, run) {
    const { socket: name, measure, within } = step;
    const { socket } = run.socket(name);
    const { engine } = run.options;
    const wanted = step.state?.text ?? run.count(step.amount!);
    const timeLimit = run.timeLimit(within);
    const look = async (): Promise<string | number> => measured(await socketStateOf(engine.system, socket), measure);
    let seen = await look();
    if (seen === wanted) return;
    await withTimeLimit<undefined>(
      timeLimit,
      (settle, fail) =>
        engine.watch.watch(async () => {
          try {
            seen = await look();
            if (seen === wanted) settle(undefined);
          } catch (error) {
            fail(error instanceof Error ? error : new Error(String(error)));
          }
        }),
      () => {
        throw new SockscopeError('STATE_DIFFERS', DIFFERS[measure], [name.text, wanted, timeLimit.limit, seen]);
      },
    );
  },

  async relay({ name, address, options, target, targetOptions }, run) {
    const [endpoint, dialled] = [parseEndpoint(run.text(address)), parseEndpoint(run.text(target))];
    const tls = await run.tls(options, 'listen');
    const targetTls = await run.tls(targetOptions, 'dial');
    const backlog = options.find((option) => option.name.text === 'backlog')?.value;
    const socket = await run.options.engine.relay(endpoint, dialled, {
      ...(backlog ? { backlog: run.count(backlog) } : {}),
      ...(options.some((option) => option.name.text === 'v6only') ? { v6only: true } : {}),
      ...(tls ? { tls } : {}),
      ...(targetTls ? { targetTls } : {}),
      ...run.opening,
    });
    run.registry.addRelay(name.text, socket);
    run.environment.defineSocket(name.text, endpoint.scheme, socket.local!);
    run.options.signal.throwIfAborted();
  },

  impair(step, run) {
    relayOf(step.relay, run).impair(step, (value) => run.text(value));
    return DONE;
  },

  seed({ relay, seed }, run) {
    relayOf(relay, run).reseed(run.text(seed));
    return DONE;
  },

  clear(step, run) {
    relayOf(step.relay, run).clear(step);
    return DONE;
  },

  wait: ({ duration }, run) => run.wait(run.milliseconds(duration)),
};

const DONE = Promise.resolve(undefined);

function relayOf(name: Name, run: StepContext): RelaySocket {
  const target = run.socket(name);
  if (target.kind === 'relay') return target;
  throw notPossible(name, 'relay');
}

/** What dialling tells where nobody listens: of a path there is no file, or one that is left of somebody who has ended. */
const REFUSALS = new Set(['ECONNREFUSED', 'ENOENT', 'PATH_STALE']);

async function unlessRefused<T>(dialling: Promise<T>): Promise<T | undefined> {
  try {
    return await dialling;
  } catch (error) {
    if (error instanceof SockscopeError && REFUSALS.has(error.code)) return undefined;
    throw error;
  }
}

/** {0} is the socket, {1} what was expected, {2} the time that it had, {3} what the kernel said in the end. */
const DIFFERS: Readonly<Record<KernelMeasure, Template>> = {
  is: '{0} was not {1} within {2, duration}: the kernel has it in the state {3}.',
  waiting:
    '{0} did not have {1, plural, one {# client} other {# clients}} waiting to be accepted within {2, duration}: the kernel says {3}.',
  recvq:
    '{0} did not have {1, plural, one {# unread byte} other {# unread bytes}} in the kernel within {2, duration}: there are {3}.',
  sendq:
    '{0} did not have {1, plural, one {# unacknowledged byte} other {# unacknowledged bytes}} in the kernel within {2, duration}: there are {3}.',
};

/** What the kernel has forgotten has nothing in its queues. */
function measured(
  { state, waiting = 0, receiveQueue = 0, sendQueue = 0 }: KernelSocketState,
  measure: KernelMeasure,
): string | number {
  return { is: state, waiting, recvq: receiveQueue, sendq: sendQueue }[measure];
}

/** Only sections whose addresses are known when they run get here: the checker refuses the others. */
function notPossible({ text, start, end }: Name, action: string): TextError {
  const template = '{0} turned out to be another kind of socket, on which “{1}” is not possible.';
  return new TextError({ code: 'WIRE_WRONG_SOCKET', template, args: [text, action], start, end });
}
