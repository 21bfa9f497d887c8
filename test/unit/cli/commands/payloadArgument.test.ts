import assert from 'node:assert/strict';
import { toHex } from '../../../../src/bytes/hex';
import { encodeArgument } from '../../../../src/cli/commands/payloadArgument';
import { UsageError } from '../../../../src/cli/terminal/terminal';
import { FakeTerminal } from '../fakeTerminal';

const encode = async (text: string) => toHex(await encodeArgument(text, new FakeTerminal()), ' ');

describe('payloadArgument', () => {
  it('is payload syntax, or the text itself', async () => {
    assert.equal(await encode('u16be(258) [de ad]'), '01 02 de ad');
    assert.equal(await encode('"\\r\\n"'), '0d 0a');
    assert.equal(await encode('hi'), '68 69');
    assert.equal(await encode('dead'), '64 65 61 64');
    assert.equal(await encode('41 42'), '34 31 20 34 32');
    assert.equal(await encode('[1, 2]'), '5b 31 2c 20 32 5d');
    assert.equal(await encode('{"a": 1}'), toHex(Buffer.from('{"a": 1}'), ' '));
  });

  it('is refused where it is likelier to be something else, with what to write', async () => {
    for (const [text, ...parts] of [
      ['[de:ad]', 'Hex digits (2 bytes)', '[de ad] for those bytes', '"[de:ad]" for the text'],
      ['\\xde\\xad', 'Hex digits (2 bytes)', '[de ad] for those bytes', '"\\\\xde\\\\xad" for the text'],
      ['0x41', 'Hex digits (1 byte)', '[41] for those bytes', '"0x41" for the text'],
      ['[0x21 0x01]', 'Hex digits (2 bytes)', '[21 01] for those bytes'],
      [
        'GET /\\r\\n',
        'Text with escapes (7 bytes)',
        '"GET /\\r\\n" for those bytes',
        'PowerShell before 7.3 strips quotes inside an argument: write \\" for each',
      ],
    ] as const) {
      await assert.rejects(encode(text), (error: Error) => {
        assert.ok(error instanceof UsageError);
        for (const part of parts) assert.ok(error.message.includes(part), `${error.message} has no ${part}`);
        return true;
      });
    }
    await assert.rejects(encode('U16BE(258)'), /In the payload, column 1: /);
    await assert.rejects(encode('u16be(70000)'), /In the payload, column 7: /);
  });

  it('shows no more of long ones than helps', async () => {
    await assert.rejects(encode('de ad '.repeat(1000)), ({ message }: Error) => message.length < 800);
  });
});
