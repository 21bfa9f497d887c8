import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Direction } from '../../../../src/base/direction';
import { ChunkLog } from '../../../../src/capture/chunkLog';
import type { ConversationEvent } from '../../../../src/capture/conversation';
import { TCP_FLAG } from '../../../../src/capture/pcapng';
import { ACK_TIME, RecordedSteps } from '../../../../src/capture/sequence/recordedSteps';
import type { SequenceStep } from '../../../../src/capture/sequence/step';
import type { LifecycleKind } from '../../../../src/engine/recording';
import type { Scheme } from '../../../../src/engine/address/schemes';

const { syn: SYN, ack: ACK, fin: FIN, rst: RST } = TCP_FLAG;

type Happening =
  | { readonly bytes: number; readonly direction: Direction; readonly after?: number }
  | { readonly event: LifecycleKind; readonly direction: Direction; readonly after?: number };

const sent = (bytes: number, after = 0): Happening => ({ bytes, direction: 'sent', after });
const received = (bytes: number, after = 0): Happening => ({ bytes, direction: 'received', after });
const event = (kind: LifecycleKind, direction: Direction = 'sent', after = 0): Happening => ({
  event: kind,
  direction,
  after,
});

/** A conversation that can be recorded on. */
class Record {
  readonly log = new ChunkLog();
  readonly events: ConversationEvent[] = [];
  #time = 0;

  add(...happenings: readonly Happening[]): this {
    for (const happening of happenings) {
      this.#time += 1000 + (happening.after ?? 0);
      const { direction } = happening;
      if ('bytes' in happening) this.log.append(direction, happening.bytes, this.#time, 0);
      else {
        this.events.push({ kind: happening.event, direction, time: this.#time, beforeChunk: this.log.appended });
      }
    }
    this.log.commit();
    return this;
  }

  steps(scheme: Scheme = 'tcp', initiator: Direction = 'sent'): RecordedSteps {
    const steps = new RecordedSteps(this.log, this.events, { scheme, initiator });
    while (!steps.update());
    return steps;
  }
}

const all = (steps: RecordedSteps): SequenceStep[] => Array.from({ length: steps.count }, (_, row) => steps.at(row));

/** `> SYN?`: sent, inferred; `< 5`: five bytes received. */
function brief({ kind, direction, length, flags, inferred, continues, event: happened }: SequenceStep): string {
  const names = [
    [SYN, 'SYN'],
    [FIN, 'FIN'],
    [RST, 'RST'],
    [ACK, 'ACK'],
  ] as const;
  const flagNames = names.flatMap(([bit, name]) => ((flags & bit) === 0 ? [] : [name])).join('+');
  const what = kind === 'data' || kind === 'gap' ? `${length}` : kind === 'event' ? happened!.kind : flagNames || kind;
  return `${direction === 'sent' ? '>' : '<'} ${what}${inferred ? '?' : ''}${continues ? ' cut' : ''}`;
}

describe('RecordedSteps', () => {
  it('infers handshake and acknowledgements of FIN around what was recorded, with the states of both ends', () => {
    const record = new Record().add(
      event('open'),
      sent(5),
      received(3),
      event('shutdown', 'received'),
      event('shutdown', 'sent'),
      event('close'),
    );
    const steps = all(record.steps());
    assert.deepEqual(
      steps.map((step) => [brief(step), step.states?.join(' ')]),
      [
        ['> SYN?', 'syn-sent syn-received'],
        ['< SYN+ACK?', 'established syn-received'],
        ['> ACK?', 'established established'],
        ['> 5', 'established established'],
        ['< 3', 'established established'],
        ['< shutdown', 'close-wait fin-wait-1'],
        ['> ACK?', 'close-wait fin-wait-2'],
        ['> shutdown', 'last-ack time-wait'],
        ['< ACK?', 'closed time-wait'],
        ['> close', 'closed time-wait'],
      ],
    );
  });

  it('begins with the peer where that dialled, and names the handshake of TLS', () => {
    const record = new Record().add(event('open', 'received'), sent(1));
    assert.deepEqual(all(record.steps('tls', 'received')).map(brief), [
      '< SYN?',
      '> SYN+ACK?',
      '< ACK?',
      '< handshake?',
      '> 1',
    ]);
  });

  it('infers an acknowledgement of its own where nothing else can have carried it in time', () => {
    const record = new Record().add(
      event('open'),
      sent(1),
      sent(2, ACK_TIME),
      received(3, ACK_TIME),
      event('shutdown', 'received', ACK_TIME),
    );
    assert.deepEqual(all(record.steps()).map(brief).slice(3), [
      '> 1',
      '< ACK?',
      '> 2',
      '< ACK?',
      '< 3',
      '> ACK?',
      '< shutdown',
      '> ACK?',
    ]);
  });

  it('infers none before what cut the connection off', () => {
    const record = new Record().add(event('open'), sent(1), event('reset', 'received', 2 * ACK_TIME));
    const steps = all(record.steps());
    assert.deepEqual(steps.map(brief).slice(3), ['> 1', '< reset']);
    assert.deepEqual(steps.at(-1)!.states, ['closed', 'closed']);
    assert.equal(steps.at(-1)!.flags, RST);
  });

  it('shows the SYN of a connection that never was', () => {
    const steps = all(new Record().add(event('error')).steps());
    assert.deepEqual(steps.map(brief), ['> SYN?', '> error']);
    assert.equal(steps[1]!.states?.[0], 'closed');
  });

  it('marks where recv cut the stream, but no datagram', () => {
    const happenings = [event('open'), received(4), received(4), sent(1), received(4)];
    assert.deepEqual(
      all(new Record().add(...happenings).steps())
        .map(brief)
        .slice(3),
      ['< 4', '< 4 cut', '> 1', '< 4'],
    );
    assert.deepEqual(all(new Record().add(received(4), received(4)).steps('udp')).map(brief), ['< 4', '< 4']);
  });

  it('infers nothing where there are no packets', () => {
    const record = new Record().add(event('open'), sent(1, ACK_TIME), sent(1, ACK_TIME), event('shutdown'));
    const steps = all(record.steps('unix'));
    assert.deepEqual(steps.map(brief), ['> open', '> 1', '> 1', '> shutdown']);
    assert.ok(steps.every(({ states }) => states === undefined));
  });

  it('finds the step of each byte', () => {
    const record = new Record().add(event('open'), sent(2), received(3, ACK_TIME), sent(4, ACK_TIME));
    const steps = record.steps();
    assert.equal(steps.rowOf('sent', 1), 3);
    assert.equal(steps.rowOf('received', 2), 5);
    assert.equal(steps.rowOf('sent', 2), 7);
    assert.equal(steps.rowOf('sent', 6), -1);
  });

  it('takes what it did not see open for open, whatever is recorded later', () => {
    const record = new Record().add(event('reset'), sent(1));
    const steps = record.steps();
    const before = all(steps);
    assert.deepEqual(before[1]!.states, ['established', 'established']);
    record.add(event('open'));
    while (!steps.update());
    assert.deepEqual(all(steps).slice(0, 2), before);
  });

  const pause = fc.constantFrom(0, 0, 2 * ACK_TIME);
  const direction = fc.constantFrom<Direction>('sent', 'received');
  const happening: fc.Arbitrary<Happening> = fc.oneof(
    { weight: 5, arbitrary: fc.record({ bytes: fc.nat(9), direction, after: pause }) },
    {
      weight: 1,
      arbitrary: fc.record({
        event: fc.constantFrom<LifecycleKind>('open', 'shutdown', 'reset', 'close', 'error'),
        direction,
        after: pause,
      }),
    },
  );
  const scheme = fc.constantFrom<Scheme>('tcp', 'tls', 'udp', 'unix');

  it('never gives a step another number as it grows, and has each chunk and event once', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 40 }), fc.nat(40), scheme, direction, (whole, cut, by, first) => {
        const record = new Record().add(...whole.slice(0, cut));
        const steps = record.steps(by, first);
        const before = all(steps);
        record.add(...whole.slice(cut));
        while (!steps.update());
        const after = all(steps);
        assert.deepEqual(after.slice(0, before.length), before);
        assert.deepEqual(all(record.steps(by, first)), after);
        const recorded = after.filter(({ inferred }) => !inferred);
        const isTcp = by === 'tcp' || by === 'tls';
        const opened = whole.filter((each) => 'event' in each && each.event === 'open').length;
        assert.equal(recorded.length, whole.length - (isTcp ? opened : 0));
        for (const [row, step] of after.entries()) {
          if (step.kind === 'data' && step.length > 0) assert.equal(steps.rowOf(step.direction, step.offset), row);
        }
      }),
    );
  });

  it('counts a million chunks a slice at a time, and finds any of them', () => {
    const log = new ChunkLog();
    for (let i = 0; i < 1_000_000; i++) log.append(i % 3 === 0 ? 'sent' : 'received', 1, i * 1e6, i);
    log.commit();
    const steps = new RecordedSteps(log, [], { scheme: 'tcp', initiator: 'sent' });
    assert.equal(steps.update(), false);
    while (!steps.update());
    assert.equal(steps.count, 1_000_000);
    assert.equal(steps.at(999_999).time, 999_999e6);
    assert.equal(steps.rowOf('sent', 100_000), 300_000);
  });
});
