import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  asMessageForm,
  EMPTY_FORM,
  meaningOf,
  noteOf,
  type MessageForm,
} from '../../../src/webview/inspector/view/messageForm';

const meaning = (change: Partial<MessageForm>) => meaningOf({ ...EMPTY_FORM, ...change });
const framing = (change: Partial<MessageForm>) => {
  const result = meaning(change);
  return 'framing' in result ? result.framing : result.invalid;
};
const filter = (change: Partial<MessageForm>) => {
  const result = meaning(change);
  return 'filter' in result ? result.filter : result.invalid;
};

describe('messageForm', () => {
  it('means every chunk unless something is chosen', () => {
    assert.deepEqual(meaning({}), { framing: { rule: 'chunks' }, filter: {} });
  });

  it('means a rule', () => {
    assert.deepEqual(framing({ rule: 'delimiter', delimiter: 'crlf' }), { rule: 'delimiter', delimiter: [13, 10] });
    const other = { rule: 'delimiter', delimiter: 'other' } as const;
    assert.deepEqual(framing({ ...other, otherDelimiter: 'FF, 00 7f' }), {
      rule: 'delimiter',
      delimiter: [255, 0, 127],
    });
    const prefix = { size: 4, order: 'le', offset: 16, counts: 'all' } as const;
    assert.deepEqual(
      framing({ rule: 'prefix', prefixSize: 4, prefixOrder: 'le', prefixOffset: '0x10', prefixCounts: 'all' }),
      { rule: 'prefix', ...prefix },
    );
    assert.deepEqual(framing({ rule: 'fixed', fixedLength: ' 12 ' }), { rule: 'fixed', length: 12 });
    assert.deepEqual(framing({ rule: 'idle', idle: '0' }), { rule: 'idle', milliseconds: 0 });
  });

  it('reads hex in every notation, and says what it took it for', () => {
    const other = { rule: 'delimiter', delimiter: 'other' } as const;
    const note = (otherDelimiter: string) => noteOf({ ...EMPTY_FORM, ...other, otherDelimiter }, 'otherDelimiter');
    for (const [otherDelimiter, ...delimiter] of [
      ['de:ad', 0xde, 0xad],
      ['0xde, 0xad', 0xde, 0xad],
      ['\\x0d\\x0a', 13, 10],
      ['0x1', 1],
    ] as const) {
      assert.deepEqual(framing({ ...other, otherDelimiter }), { rule: 'delimiter', delimiter }, otherDelimiter);
    }
    for (const otherDelimiter of ['d a', '1 2', '{1}']) {
      assert.equal(framing({ ...other, otherDelimiter }), 'otherDelimiter');
    }
    assert.deepEqual(note('de:ad'), ['hexBytes', 2, 'de ad']);
    assert.deepEqual(note('0x1'), ['hexBytes', 1, '01']);
    assert.deepEqual(note('d a'), ['hexSingleDigit', 'd']);
    assert.deepEqual(note('0a0'), ['hexOddDigits', '0a0']);
    assert.deepEqual(note('{1}'), ['hexNotADigit', '{']);
    assert.deepEqual(note('00'.repeat(17)), ['hexTooLong', 17, 16]);
    assert.equal(note(''), undefined);
    assert.equal(noteOf({ ...EMPTY_FORM, contains: '0a' }, 'contains'), undefined);
    const contains = noteOf({ ...EMPTY_FORM, contains: '00 01 02 03 04', containsAs: 'hex' }, 'contains');
    assert.deepEqual(contains, ['hexBytes', 5, '00 01 02 03 …']);
  });

  it('names the field that means nothing, if it is used', () => {
    const other = { rule: 'delimiter', delimiter: 'other' } as const;
    for (const otherDelimiter of ['', '0', 'xy', '00'.repeat(17)]) {
      assert.equal(framing({ ...other, otherDelimiter }), 'otherDelimiter');
    }
    assert.equal(framing({ rule: 'prefix', prefixOffset: '256' }), 'prefixOffset');
    assert.equal(framing({ rule: 'fixed', fixedLength: '0' }), 'fixedLength');
    assert.equal(framing({ rule: 'idle', idle: '-1' }), 'idle');
    assert.deepEqual(framing({ rule: 'chunks', fixedLength: 'x' }), { rule: 'chunks' });
    assert.equal(filter({ minLength: 'x' }), 'minLength');
    assert.equal(filter({ maxLength: '1.5' }), 'maxLength');
    assert.equal(filter({ contains: '0', containsAs: 'hex' }), 'contains');
    assert.equal(filter({ contains: 'x'.repeat(257) }), 'contains');
  });

  it('means a filter', () => {
    assert.deepEqual(filter({ direction: 'sent', minLength: '1', maxLength: '0x10' }), {
      direction: 'sent',
      minLength: 1,
      maxLength: 16,
    });
    assert.deepEqual(filter({ contains: 'é' }), { pattern: [0xc3, 0xa9], ignoreCase: true });
    assert.deepEqual(filter({ contains: '0D0a', containsAs: 'hex' }), { pattern: [13, 10] });
    assert.deepEqual(filter({ minLength: '0' }), {});
  });

  it('takes back what was kept, and of anything else only what it understands', () => {
    const form: MessageForm = {
      rule: 'prefix',
      delimiter: 'other',
      otherDelimiter: '0d 0a',
      prefixSize: 8,
      prefixOrder: 'le',
      prefixOffset: '4',
      prefixCounts: 'self',
      fixedLength: '9',
      idle: '5',
      direction: 'sent',
      minLength: '1',
      maxLength: '2',
      contains: 'x',
      containsAs: 'hex',
    };
    assert.deepEqual(asMessageForm(JSON.parse(JSON.stringify(form))), form);
    assert.deepEqual(asMessageForm({ ...form, prefixSize: 5, minLength: 3, other: 1, idle: 'x'.repeat(5000) }), {
      ...form,
      prefixSize: EMPTY_FORM.prefixSize,
      minLength: '',
      idle: EMPTY_FORM.idle,
    });
    fc.assert(
      fc.property(fc.anything(), (kept) => {
        assert.deepEqual(Object.keys(asMessageForm(kept)), Object.keys(EMPTY_FORM));
      }),
    );
  });
});
