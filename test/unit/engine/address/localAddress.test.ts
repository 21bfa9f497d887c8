import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatEndpoint, parseEndpoint, parsePeer } from '../../../../src/engine/address/endpoint';
import { localScheme, systemPath } from '../../../../src/engine/address/localAddress';
import { failure } from '../harness';

const sentence = async (text: string, platform: string): Promise<string> => {
  const { code, message } = await failure(Promise.resolve().then(() => parseEndpoint(text, platform)));
  assert.equal(code, 'BAD_ENDPOINT');
  return message;
};

describe('engine/address/localAddress', () => {
  it('reads named pipes on Windows, by their name or where they are', () => {
    for (const text of [
      'pipe:docker_engine',
      'PIPE:docker_engine',
      '\\\\.\\pipe\\docker_engine',
      '\\\\.\\PIPE\\docker_engine',
      '\\\\?\\pipe\\docker_engine',
      '//./pipe/docker_engine',
      'pipe:\\\\.\\pipe\\docker_engine',
      '  pipe:docker_engine ',
    ]) {
      const endpoint = parseEndpoint(text, 'win32');
      assert.deepEqual(endpoint, { scheme: 'pipe', path: 'docker_engine' }, text);
      assert.equal(formatEndpoint(endpoint), 'pipe:docker_engine');
    }
    assert.equal(systemPath({ scheme: 'pipe', path: 'a\\b' }), '\\\\.\\pipe\\a\\b');
    assert.equal(systemPath({ scheme: 'unix', path: '@x' }), '\0x');
    assert.equal(systemPath({ scheme: 'unix', path: '/x' }), '/x');
  });

  it('says what is wrong with the name of a pipe', async () => {
    for (const [text, expected] of [
      ['pipe:', /^A name is missing: write pipe:my-server\.$/],
      ['\\\\.\\pipe\\', /^A name is missing/],
      ['pipe:a\0b', /NUL/],
      ['pipe:\\x', /cannot begin with a slash/],
      ['pipe:\\\\.\\pipe\\\\\\.\\pipe\\x', /cannot begin with a slash/],
      ['\\\\server\\pipe\\sql', /one of another machine \(server\)/],
      [`pipe:${'x'.repeat(248)}`, /has 248 characters; at most 247 are allowed behind \\\\\.\\pipe\\/],
    ] as const) {
      assert.match(await sentence(text, 'win32'), expected);
    }
    assert.doesNotThrow(() => parseEndpoint(`pipe:${'x'.repeat(247)}`, 'win32'));
  });

  it('says what to take instead where the system has no such thing', async () => {
    for (const platform of ['linux', 'darwin', 'freebsd']) {
      for (const text of ['pipe:chat', '\\\\.\\pipe\\chat', '//./pipe/chat']) {
        assert.match(await sentence(text, platform), /on Windows alone: use .* unix:\/tmp\/chat\.sock, or local:chat,/);
      }
      assert.match(await sentence('pipe:a b', platform), /unix:\/tmp\/x\.sock, or local:x,/);
      assert.match(await sentence('/tmp/x', platform), /^A path needs "unix:" before it: unix:\/tmp\/x$/);
      // A drive is no host: what is missing is a system that has it.
      assert.match(await sentence('C:\\x.sock', platform), /needs "unix:" before it/);
    }
    for (const text of [
      'unix:/tmp/chat.sock',
      'unix:C:\\Temp\\chat.sock',
      'C:\\Temp\\chat.sock',
      '/tmp/chat.sock',
      'unix:@chat.sock',
    ]) {
      assert.match(
        await sentence(text, 'win32'),
        /^Unix sockets cannot be opened on Windows: use a named pipe, such as pipe:chat\.sock, or local:chat,/,
      );
    }
    assert.match(await sentence('unix:', 'win32'), /such as pipe:x\.sock, or local:x,/);
  });

  it('has one address that is right on every system', async () => {
    assert.deepEqual(parseEndpoint('local:chat', 'win32'), { scheme: 'pipe', path: 'chat' });
    for (const platform of ['linux', 'darwin', 'freebsd']) {
      assert.deepEqual(parseEndpoint('Local:chat', platform), { scheme: 'unix', path: '/tmp/chat.sock' });
    }
    assert.deepEqual(['linux', 'darwin', 'win32', 'aix'].map(localScheme), ['unix', 'unix', 'pipe', 'unix']);
    const longest = 'x'.repeat(64);
    assert.doesNotThrow(() => parseEndpoint(`local:${longest}`, 'darwin'));
    for (const text of [
      'local:',
      'local:a b',
      'local:../x',
      'local:.x',
      `local:x${longest}`,
      'local:a/b',
      'local:a\n',
    ]) {
      // A line break at the end is none of the address, as everywhere.
      if (text.endsWith('\n')) assert.doesNotThrow(() => parseEndpoint(text));
      else
        assert.match(
          await sentence(text, 'win32'),
          /^A name is missing behind "local:", or has other characters/,
          text,
        );
    }
  });

  it('reads back what it formats, and everything else is refused with a sentence', () => {
    const piece = fc.constantFrom(
      'pipe:',
      'local:',
      'unix:',
      '\\\\.\\pipe\\',
      '\\',
      '/',
      'C:',
      'x',
      '.',
      ' ',
      '\0',
      'é',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        let endpoint;
        try {
          endpoint = parseEndpoint(pieces.join(''), 'win32');
        } catch (error) {
          assert.ok(error instanceof Error && 'code' in error && error.code === 'BAD_ENDPOINT');
          return;
        }
        assert.deepEqual(parseEndpoint(formatEndpoint(endpoint), 'win32'), endpoint);
      }),
    );
  });

  it('sends no datagrams there', () => {
    assert.throws(() => parsePeer('local:chat'), /A datagram goes to a UDP address/);
    assert.throws(() => parsePeer('pipe:chat'), { code: 'BAD_ENDPOINT' });
  });
});
