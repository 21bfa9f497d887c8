import assert from 'node:assert/strict';
import type { TlsFacts } from '../../../../src/engine/tls/tlsFacts';
import { addressFromHere, dialWords } from '../../../../src/ui/terminal/dialWords';

const TLS: TlsFacts = { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', chain: [] };

describe('ui/terminal/dialWords', () => {
  it('dial what a socket was dialled to', () => {
    assert.deepEqual(dialWords({ local: 'tcp://127.0.0.1:40000', remote: 'tcp://[::1]:9000' }), [
      'dial',
      'tcp://[::1]:9000',
    ]);
    assert.deepEqual(dialWords({ local: 'unix:', remote: 'unix:/tmp/x' }), ['dial', 'unix:/tmp/x']);
  });

  it('dial the listener, and not the port from which somebody came', () => {
    assert.deepEqual(dialWords({ local: 'tcp://127.0.0.1:9000' }), ['dial', 'tcp://127.0.0.1:9000']);
    const accepted = { local: 'tcp://127.0.0.1:9000', remote: 'tcp://127.0.0.1:40000', parent: 's1' };
    assert.deepEqual(dialWords(accepted), ['dial', 'tcp://127.0.0.1:9000']);
    assert.deepEqual(dialWords({ local: 'udp://0.0.0.0:9000' }), ['dial', 'udp://127.0.0.1:9000']);
  });

  it('are none where nothing can be dialled', () => {
    assert.equal(dialWords({ local: '' }), undefined);
    assert.equal(dialWords({ local: 'unix:' }), undefined);
  });

  it('check certificates as it was done then, and not those of our own listeners, which nobody has signed', () => {
    const dialled = { local: 'tls://127.0.0.1:40000', remote: 'tls://192.0.2.1:443' };
    assert.deepEqual(dialWords({ ...dialled, tls: { ...TLS, servername: 'a.example', isVerified: true } }), [
      ...['dial', 'tls://192.0.2.1:443', '--servername', 'a.example'],
    ]);
    assert.deepEqual(dialWords({ ...dialled, tls: { ...TLS, isVerified: false } })?.slice(2), ['--insecure']);
    assert.deepEqual(dialWords(dialled)?.slice(2), []);
    assert.deepEqual(dialWords({ local: 'tls://127.0.0.1:443' })?.slice(2), ['--insecure']);
    assert.deepEqual(dialWords({ local: 'tls://192.0.2.7:443' })?.slice(2), []);
  });

  it('name this machine where a listener has all addresses', () => {
    assert.equal(addressFromHere('tcp://[::]:80'), 'tcp://[::1]:80');
    assert.equal(addressFromHere('tcp://0.0.0.0:80'), 'tcp://127.0.0.1:80');
    assert.equal(addressFromHere('unix:/tmp/x'), 'unix:/tmp/x');
  });
});
