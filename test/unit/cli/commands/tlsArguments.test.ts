import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readTlsArguments, tlsArguments, type TlsArguments } from '../../../../src/cli/commands/tlsArguments';
import { parseCommandLine } from '../../../../src/cli/terminal/commandLine';
import type { TlsOperation } from '../../../../src/engine/tlsOptions';
import { makeTempFolder, type TempFolder } from '../../../support/temp-folder';
import { failure } from '../../engine/harness';
import { FakeTerminal } from '../fakeTerminal';

describe('cli/tlsArguments', () => {
  let folder: TempFolder;
  beforeEach(async () => {
    folder = await makeTempFolder();
  });
  afterEach(() => folder.remove());

  function read(operation: TlsOperation, ...args: string[]): Promise<TlsArguments> {
    const terminal = new FakeTerminal(folder.path);
    return readTlsArguments(parseCommandLine({ usage: '', options: tlsArguments(operation) }, args), terminal);
  }

  it('has the options of either side, with what stands for their values', () => {
    assert.deepEqual(Object.keys(tlsArguments('dial')), [
      'insecure', 'alpn', 'servername', 'cert', 'key', 'ca', 'min-version', 'max-version', 'keys',
    ]); // prettier-ignore
    assert.deepEqual(Object.keys(tlsArguments('listen')), [
      'alpn', 'cert', 'key', 'ca', 'request-cert', 'min-version', 'max-version', 'keys',
    ]); // prettier-ignore
    assert.deepEqual(
      ['alpn', 'insecure', 'cert'].map((name) => tlsArguments('dial')[name]?.value),
      ['h2,http/1.1', undefined, 'cert.pem'],
    );
  });

  it('reads them, with the files that they name', async () => {
    await writeFile(join(folder.path, 'ca.pem'), 'text');
    const { tls, keys } = await read(
      'dial',
      '--insecure',
      '--alpn',
      'a,b',
      '--ca',
      'ca.pem',
      '--min-version',
      'TLSv1.3',
    );
    assert.deepEqual(tls, { insecure: true, alpn: ['a', 'b'], ca: 'text', minVersion: 'TLSv1.3' });
    assert.equal(keys, undefined);
    assert.deepEqual((await read('listen', '--request-cert')).tls, { requestCert: true });
    const { tls: none, end } = await read('listen');
    assert.equal(none, undefined);
    await end();
    assert.match((await failure(read('dial', '--ca', 'b.pem'))).message, /^Cannot read b\.pem/);
  });

  it('appends keys to a file for its owner alone', async () => {
    const path = join(folder.path, 'a.keys');
    for (const line of ['one\n', 'two\n']) {
      const { tls, keys, end } = await read('dial', '--keys', 'a.keys');
      assert.deepEqual(tls, { keyLog: true });
      keys?.(Buffer.from(line));
      await end();
    }
    assert.equal(await readFile(path, 'utf8'), 'one\ntwo\n');
    assert.match((await failure(read('dial', '--keys', 'missing/a.keys'))).message, /^Cannot write missing\/a\.keys/);
  });
});
