import assert from 'node:assert/strict';
import { PAYLOAD_FUNCTIONS } from '../../../../src/wire/payload/functions';
import { looksLikePayload } from '../../../../src/wire/payload/recognition';

describe('wire/recognition', () => {
  it('takes what begins like a term for a payload', () => {
    const payloads = [
      '"',
      '"hi"',
      '  "hi',
      '"""',
      '[0a 0b]',
      '[0a',
      '[ 0',
      '[DEADBEEF] x',
      '[1, 2]',
      'u16be(',
      'u16be(1) "a"',
      'u16(1)',
      'f32(',
      'zeros(80)',
      'file("a")',
      'htons(1)',
      '\tu8(1)',
    ];
    for (const text of payloads) assert.ok(looksLikePayload(text), text);
    for (const name of PAYLOAD_FUNCTIONS.keys()) assert.ok(looksLikePayload(`${name}(`), name);
  });

  it('takes everything else for plain text', () => {
    const texts = [
      '',
      ' ',
      'hello',
      'GET / HTTP/1.0',
      '[INFO] hi',
      '[12:30] hi',
      '[]',
      '[ ]',
      '[',
      '["a"]',
      '[{}]',
      'use(this)',
      'u16be',
      'u8',
      'u16be (1)',
      'if (x)',
      '(1)',
      '{"a": 1}',
      "'hi'",
      '#0a',
      'hello "x"',
      'constructor(',
      'x[0a]',
      '0a 0b',
    ];
    for (const text of texts) assert.ok(!looksLikePayload(text), text);
  });
});
