import assert from 'node:assert/strict';
import { MAX_MESSAGE, messagesOf } from '../../../../src/cli/commands/messageLines';

async function read(...pieces: readonly string[]): Promise<{ readonly messages: string[]; readonly said: string[] }> {
  const said: string[] = [];
  const messages: string[] = [];
  async function* input(): AsyncGenerator<Uint8Array> {
    for (const piece of pieces) yield await Promise.resolve(Buffer.from(piece));
  }
  const complain = (text: string): Promise<void> => {
    said.push(text);
    return Promise.resolve();
  };
  for await (const message of messagesOf(input(), complain)) messages.push(Buffer.from(message).toString());
  return { messages, said };
}

const ONE = '{"jsonrpc":"2.0","id":1,"method":"ping"}';

describe('cli/messageLines', () => {
  it('are handed on one by one, however they come', async () => {
    const { messages, said } = await read(ONE.slice(0, 9), `${ONE.slice(9)}\r\n\n${ONE}`);
    assert.deepEqual(messages, [`${ONE}\n`, `${ONE}\n`]);
    assert.deepEqual(said, []);
  });

  it('are told and passed over where they are none', async () => {
    const { messages, said } = await read('{nonsense\n', '[]\n', '{"id":1}\n', `${ONE}\n`);
    assert.deepEqual(messages, [`${ONE}\n`]);
    assert.deepEqual(
      said.map((text) => /^Line \d is no message of the Model Context Protocol/.exec(text)?.[0].slice(0, 6)),
      ['Line 1', 'Line 2', 'Line 3'],
    );
  });

  it('are told and passed over where they are too long, and the next one is heard', async () => {
    const long = `{"jsonrpc":"2.0","id":2,"method":"${'x'.repeat(MAX_MESSAGE)}"}\n`;
    const { messages, said } = await read(long, `${ONE}\n`);
    assert.deepEqual(messages, [`${ONE}\n`]);
    assert.deepEqual(said, [
      `Line 1 has ${long.length - 1} bytes and was passed over; a line may have ${MAX_MESSAGE}.`,
    ]);
  });
});
