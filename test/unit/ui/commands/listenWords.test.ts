import assert from 'node:assert/strict';
import { parseEndpoint } from '../../../../src/engine/address/endpoint';
import { readListenWords, writeListenWords } from '../../../../src/ui/commands/listenWords';

const TCP = parseEndpoint('tcp://127.0.0.1:0');
const IPV6 = parseEndpoint('tcp://[::]:0');

describe('options of a listener', () => {
  it('are read as wire files have them, and written so', () => {
    for (const text of [
      '',
      'backlog 2',
      'v6only',
      'v6only backlog 16',
      'backlog 2 mode sequential accept off',
      'accept on',
    ]) {
      assert.equal(writeListenWords(readListenWords(text, IPV6)), text);
    }
    assert.deepEqual(readListenWords('  backlog   2  ', TCP), { backlog: 2 });
    assert.deepEqual(readListenWords('', TCP), {});
    assert.equal(writeListenWords({ v6only: false }), '');
  });

  const wrong: readonly (readonly [text: string, code: string, address?: string])[] = [
    ['back 2', 'BAD_LISTEN_OPTION'],
    ['backlog', 'BAD_LISTEN_OPTION'],
    ['backlog two', 'BAD_LISTEN_OPTION'],
    ['backlog 2 backlog 3', 'BAD_LISTEN_OPTION'],
    ['mode', 'BAD_LISTEN_OPTION'],
    ['mode quick', 'BAD_LISTEN_OPTION'],
    ['accept maybe', 'BAD_LISTEN_OPTION'],
    ['backlog 0', 'BAD_BACKLOG'],
    ['backlog 65536', 'BAD_BACKLOG'],
    ['v6only', 'V6ONLY_UNFIT'],
    ['backlog 2', 'BACKLOG_UNFIT', 'udp://127.0.0.1:0'],
  ];
  for (const [text, code, address = 'tcp://127.0.0.1:0'] of wrong) {
    it(`are refused: ${text} at ${address}`, () => {
      assert.throws(() => readListenWords(text, parseEndpoint(address)), { code });
    });
  }
});
