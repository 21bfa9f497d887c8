import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  cutText,
  describeAnnotation,
  detailOf,
  encodeAnnotation,
  MAX_TEXT,
  type Annotation,
} from '../../../src/capture/annotation';
import { parseAnnotation } from '../../../src/capture/read/annotationParser';
import { ip } from './recording';

const text = fc.string({ unit: 'grapheme', maxLength: 50 });
const conversation = fc.nat();
const port = fc.nat(65_535);
const direction = fc.constantFrom('received' as const, 'sent' as const);
const endpoint = fc.oneof(
  fc.record({ family: fc.constant('ip' as const), address: text, port }),
  fc.record({ family: fc.constantFrom('unix' as const, 'pipe' as const), path: text }),
);
const state = fc.constantFrom('connecting' as const, 'open' as const, 'half-closed-remote' as const, 'reset' as const);
const requiredKeys = [
  'kind',
  'conversation',
  'direction',
  'event',
  'local',
  'remote',
  'localPort',
  'remotePort',
  'initiator',
] as const;

const annotation = fc.oneof(
  fc.record({ kind: fc.constant('capture'), title: text }),
  fc.record({ kind: fc.constant('note'), text }),
  fc.record({ kind: fc.constant('peer'), conversation, address: text, port }),
  fc.record(
    { kind: fc.constant('datagrams'), conversation, local: endpoint, state },
    { requiredKeys: ['kind', 'conversation', 'local'] },
  ),
  fc.record(
    {
      kind: fc.constant('stream'),
      conversation,
      local: endpoint,
      remote: endpoint,
      localPort: port,
      remotePort: port,
      initiator: direction,
      scheme: fc.constant('tls' as const),
      state,
    },
    { requiredKeys: requiredKeys.filter((key) => key !== 'direction' && key !== 'event') },
  ),
  fc.record(
    {
      kind: fc.constant('event'),
      conversation,
      event: fc.constantFrom('open', 'shutdown', 'reset', 'close', 'error'),
      direction,
      detail: text,
    },
    { requiredKeys: ['kind', 'conversation', 'event', 'direction'] },
  ),
) as fc.Arbitrary<Annotation>;

describe('annotations', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(annotation, (one) => {
        assert.deepEqual(parseAnnotation(encodeAnnotation(one)), JSON.parse(JSON.stringify(one)));
      }),
      { numRuns: 500 },
    );
  });

  it('are not read when anything in them is wrong', () => {
    const read = (value: unknown): unknown => parseAnnotation(new TextEncoder().encode(JSON.stringify(value)));
    const good = { sockscope: 1, kind: 'event', conversation: 0, event: 'close', direction: 'sent' };
    assert.notEqual(read(good), undefined);
    for (const wrong of [
      { ...good, sockscope: 2 },
      { ...good, kind: 'constructor' },
      { ...good, conversation: -1 },
      { ...good, conversation: '0' },
      { ...good, event: 'explode' },
      { ...good, direction: 'up' },
      { sockscope: 1, kind: 'capture' },
      { sockscope: 1, kind: 'note', text: 'x'.repeat(MAX_TEXT + 1) },
      { sockscope: 1, kind: 'peer', conversation: 0, address: '::1', port: 65_536 },
      { sockscope: 1, kind: 'datagrams', conversation: 0, local: { family: 'ip', address: '::1' } },
      { sockscope: 1, kind: 'datagrams', conversation: 0, local: null },
      { sockscope: 1, kind: 'datagrams', conversation: 0, local: { family: 'unix' } },
      { sockscope: 1, kind: 'stream', conversation: 0, local: ip('::1', 1), remote: ip('::1', 2), initiator: 'sent' },
      {
        sockscope: 1,
        kind: 'stream',
        conversation: 0,
        local: ip('::1', 1),
        localPort: 1,
        remotePort: 1,
        initiator: 'sent',
      },
      null,
      'text',
    ]) {
      assert.equal(read(wrong), undefined, JSON.stringify(wrong));
    }
    assert.equal(parseAnnotation(Buffer.from('{"sockscope":1')), undefined);
    assert.equal(parseAnnotation(Uint8Array.of(0xff, 0xfe)), undefined);
    assert.equal(parseAnnotation(Buffer.from(' '.repeat(9000) + JSON.stringify(good))), undefined);
  });

  it('have a comment for people', () => {
    const unix = { family: 'unix', path: '/run/x.sock' } as const;
    const stream = { kind: 'stream', conversation: 3, localPort: 1, remotePort: 1 } as const;
    assert.equal(
      describeAnnotation({ ...stream, local: ip('::1', 9000), remote: ip('127.0.0.1', 80), initiator: 'sent' }),
      undefined,
    );
    assert.equal(
      describeAnnotation({ ...stream, local: unix, remote: { family: 'unix', path: '' }, initiator: 'received' }),
      'Connection 3: unix:/run/x.sock ← unix (unnamed)',
    );
    assert.equal(
      describeAnnotation({
        ...{ ...stream, scheme: 'tls', local: ip('::1', 9000), remote: ip('127.0.0.1', 80), initiator: 'sent' },
      }),
      'Inside TLS, connection 3: [::1]:9000 → 127.0.0.1:80',
    );
    const event = { kind: 'event', conversation: 0, event: 'error', direction: 'received' } as const;
    assert.equal(describeAnnotation({ ...event, detail: 'why' }), 'Conversation 0: error (peer): why');
    assert.equal(describeAnnotation({ ...event, direction: 'sent' }), 'Conversation 0: error (this side)');
    assert.equal(describeAnnotation({ kind: 'capture', title: 'x' }), 'Sockscope capture of x');
    assert.equal(
      describeAnnotation({ kind: 'datagrams', conversation: 1, local: ip('::', 1) }),
      'Datagram socket 1: [::]:1',
    );
    const peer = { kind: 'peer', conversation: 1, address: 'fe80::1%eth0', port: 5 } as const;
    assert.equal(describeAnnotation(peer), 'Datagram socket 1: peer fe80::1%eth0, port 5');
  });

  it('cut long texts, and have no empty details', () => {
    assert.equal(cutText('x'.repeat(MAX_TEXT)).length, MAX_TEXT);
    assert.equal(cutText('x'.repeat(MAX_TEXT + 1)), `${'x'.repeat(MAX_TEXT - 1)}…`);
    const event = { kind: 'open', direction: 'sent' } as const;
    assert.equal(detailOf(event), undefined);
    assert.equal(detailOf({ ...event, detail: '' }), undefined);
    assert.equal(detailOf({ ...event, detail: 'why' }), 'why');
  });
});
