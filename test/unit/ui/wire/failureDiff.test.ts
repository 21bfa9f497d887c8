import assert from 'node:assert/strict';
import type { ByteWindow, StepFailure } from '../../../../src/wire/run/failure';
import { parseScript } from '../../../../src/wire/syntax/scriptParser';
import { failureDiff } from '../../../../src/ui/wire/language/failureDiff';

const [step] = parseScript('wait 1s').sections[0]!.steps;

function failure(facts: Partial<StepFailure>): StepFailure {
  return { step: step!, code: 'X', template: '', args: [], start: 0, end: 0, waited: 0, ...facts };
}

function window(text: string, start = 0): ByteWindow {
  const bytes = new TextEncoder().encode(text);
  return { start, bytes, total: start + bytes.length };
}

describe('the difference of a failed expectation', () => {
  it('is that of two dumps, text before hex', () => {
    assert.deepEqual(failureDiff(failure({ expected: window('who is it\n'), received: window('who am') })), {
      expected: 'who is i  77 68 6f 20 69 73 20 69\nt␊        74 0a',
      actual: 'who am    77 68 6f 20 61 6d',
    });
  });

  it('leaves out bytes that may be anything', () => {
    const holes = Uint8Array.of(0, 1);
    const { expected, actual } = failureDiff(failure({ expected: window('a\0c'), holes, received: window('abx') }))!;
    assert.equal(expected, 'abc       61 62 63');
    assert.equal(actual, 'abx       61 62 78');
  });

  it('says from where on it shows bytes', () => {
    const { expected } = failureDiff(failure({ expected: window('a', 64), received: window('b', 64) }))!;
    assert.equal(expected, '… 64\na         61');
  });

  it('is none where no exact bytes were expected, or nothing could come', () => {
    assert.equal(failureDiff(failure({ received: window('a') })), undefined);
    assert.equal(failureDiff(failure({ expected: window('a') })), undefined);
  });
});
