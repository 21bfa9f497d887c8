import assert from 'node:assert/strict';
import { readTlsOptions } from '../../../../src/engine/tls/readTlsOptions';

const readPem = (file: string): Promise<string> => Promise.resolve(`text of ${file}`);

describe('engine/tls/readTlsOptions', () => {
  it('reads what is written, and the files that are named', async () => {
    assert.deepEqual(
      await readTlsOptions(
        { insecure: true, alpn: 'h2, http/1.1', servername: 'a', ca: 'a.pem', minVersion: 'TLSv1.3', key: undefined },
        readPem,
      ),
      { insecure: true, alpn: ['h2', 'http/1.1'], servername: 'a', ca: 'text of a.pem', minVersion: 'TLSv1.3' },
    );
    assert.deepEqual(await readTlsOptions({ alpn: ['a,b'], keyLog: true }, readPem), { alpn: ['a,b'], keyLog: true });
  });

  it('has none where nothing is said', async () => {
    assert.equal(await readTlsOptions({ ca: undefined }, readPem), undefined);
  });
});
