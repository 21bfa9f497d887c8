import assert from 'node:assert/strict';
import { SockscopeError } from '../../../src/base/error';
import { parseEndpoint } from '../../../src/engine/address/endpoint';
import { explainDialling, explainListening } from '../../../src/engine/socketErrors';
import { KernelSockets } from '../../../src/engine/kernel/kernelSockets';
import { EXPLANATIONS } from '../../../src/engine/platform/systemError';
import { briefProblem } from '../../../src/ui/briefProblem';

/** Characters that a notification has room for in a line. */
const LINE = 54;

const system = (code: string): Error => Object.assign(new Error(code), { code });
const briefOf = (error: unknown): string => (briefProblem(error) as Error).message;

describe('briefProblem', () => {
  it('begins with the cause, names the address, and fits in a line', async () => {
    const dialled = (code: string) => briefOf(explainDialling(system(code), parseEndpoint('tcp://127.0.0.1:54321')));
    assert.equal(dialled('ECONNREFUSED'), 'Nobody listens on tcp://127.0.0.1:54321.');
    assert.equal(dialled('ETIMEDOUT'), 'No answer from tcp://127.0.0.1:54321.');
    assert.equal(dialled('ENETUNREACH'), 'There is no route to tcp://127.0.0.1:54321.');
    const occupants = { sockets: [], kernel: new KernelSockets() };
    const listened = async (code: string) =>
      briefOf(await explainListening(system(code), parseEndpoint('tcp://127.0.0.1:54321'), undefined, occupants));
    assert.equal(await listened('EADDRINUSE'), 'tcp://127.0.0.1:54321 is in use.');
    assert.equal(await listened('EACCES'), 'Permission denied: tcp://127.0.0.1:54321.');
    const codes = ['ECONNREFUSED', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH'];
    for (const code of codes) assert.ok(dialled(code).length <= LINE, dialled(code));
    for (const code of ['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL']) {
      assert.ok((await listened(code)).length <= LINE, await listened(code));
    }
  });

  it('says who has the address where that is known', () => {
    const template =
      'Cannot listen on {0}: Sockscope already listens on {1} itself (service {2}). Close that listener, or choose another port; port 0 takes a free one. (EADDRINUSE)';
    const error = new SockscopeError('EADDRINUSE', template, ['tcp://[::]:9000', 'tcp://127.0.0.1:9000', 'echo']);
    assert.equal(briefOf(error), 'Sockscope already listens on tcp://127.0.0.1:9000.');
  });

  it('leaves what has no row as it is, sending and files above all', () => {
    for (const error of [
      new SockscopeError('EPIPE', 'Cannot send to {0}: the peer has closed the connection. (EPIPE)', ['x']),
      new SockscopeError('EACCES', 'Cannot read {0}: permission denied. (EACCES)', ['x']),
      new SockscopeError('ENOENT', 'Cannot read {0}: there is no such file. Check the path. (ENOENT)', ['x']),
      new Error('ECONNREFUSED'),
      'text',
    ]) {
      assert.equal(briefProblem(error), error);
    }
  });

  it('knows every way in which listening and dialling fail by the system', () => {
    const ways = EXPLANATIONS.filter(({ template }) => /^(?:Cannot listen on|Nobody listens on) /.test(template));
    assert.ok(ways.length > 10);
    for (const { code, template } of ways.filter(({ code: each }) => each !== 'ENOBUFS')) {
      const error = new SockscopeError(code, template, ['tcp://127.0.0.1:9000']);
      assert.notEqual(briefProblem(error), error, template);
    }
  });
});
