import type { InterceptedWay, Onward } from '../../../../../src/engine/relay/interception/interceptor';

/** A direction that nothing stands in yet, and what it was told. */
export interface TestWay {
  readonly way: InterceptedWay;
  readonly onward: Onward;
  /** Latin-1; of a stream what went on, of datagrams one behind the other with `|`; an end in brackets. */
  readonly passed: () => string;
  readonly notes: string[];
  /** Milliseconds. */
  now: number;
}

export function testWay(kind: InterceptedWay['kind'], from: InterceptedWay['from'] = 'client'): TestWay {
  const passed: string[] = [];
  const notes: string[] = [];
  const made: TestWay = {
    way: {
      kind,
      flow: 1,
      from,
      peer: 'tcp://127.0.0.1:1',
      socket: 's1',
      conversation: () => 0,
      clock: () => made.now,
      note: (text) => notes.push(text),
      readOn: () => undefined,
    },
    onward: {
      bytes: (bytes) => passed.push(Buffer.from(bytes).toString('latin1')),
      end: (end) => passed.push(`[${end}]`),
    },
    passed: () => passed.join(kind === 'stream' ? '' : '|'),
    notes,
    now: 0,
  };
  return made;
}
