import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import {
  AbstractNames,
  findAbstractNaming,
  isAbstractName,
  socketFileOf,
  unixSystemPath,
} from '../../../../src/engine/address/abstractName';
import { parseEndpoint } from '../../../../src/engine/address/endpoint';
import { makeTempFolder } from '../../../support/temp-folder';
import { failure, Harness } from '../harness';

const onLinux = process.platform === 'linux' ? it : it.skip;
const NAME = `sockscope-test-${process.pid}`;

/** The names in use, in the notation of the kernel: `@` for each NUL. */
async function kernelNames(): Promise<string[]> {
  const table = await readFile('/proc/net/unix', 'latin1');
  return table.split('\n').flatMap((line) => / (@.*)$/.exec(line)?.[1] ?? []);
}

describe('engine/abstractName', () => {
  let harness: Harness;
  afterEach(() => harness.dispose());

  it('tells names from paths, and says what the system takes', () => {
    harness = new Harness();
    assert.equal(isAbstractName('@x'), true);
    assert.equal(isAbstractName('/@x'), false);
    assert.equal(unixSystemPath('@x@y'), '\0x@y');
    assert.equal(unixSystemPath('/@x'), '/@x');
    assert.equal(socketFileOf({ scheme: 'unix', path: '/x' }), '/x');
    assert.equal(socketFileOf({ scheme: 'unix', path: '@x' }), undefined);
    assert.equal(socketFileOf({ scheme: 'tcp' }), undefined);
  });

  onLinux('finds out what this Node does, as the kernel’s table has it', async () => {
    harness = new Harness({ abstractNaming: () => Promise.resolve('exact') });
    const naming = await findAbstractNaming();
    await harness.listen(`unix:@${NAME}`);
    const names = (await kernelNames()).filter((name) => name.startsWith(`@${NAME}`));
    assert.deepEqual(names, [naming === 'exact' ? `@${NAME}` : `@${NAME}`.padEnd(108, '@')]);
    assert.deepEqual(
      (await kernelNames()).filter((name) => name.includes('probe')),
      [],
    );
  });

  describe('where names are padded', () => {
    beforeEach(() => {
      harness = new Harness({ abstractNaming: () => Promise.resolve('padded') });
    });

    onLinux('refuses to listen and to dial, with the reason and what to do', async () => {
      for (const opening of [harness.listen(`unix:@${NAME}`), harness.dial(`unix:@${NAME}`)]) {
        const error = await failure(opening);
        assert.equal(error.code, 'ABSTRACT_NAME_PADDED');
        assert.equal(
          error.message,
          `unix:@${NAME} cannot be used here: this Node.js (${process.version}) fills abstract names up with zeros, so that no other program would find what has them, nor be found. Use a path such as unix:/tmp/x.sock, or a newer VS Code (in a terminal: Node.js 24).`,
        );
      }
      assert.deepEqual([...harness.engine.sockets], []);
    });

    it('has nothing against paths and ports', async () => {
      for (const address of ['unix:/tmp/x', 'tcp://127.0.0.1:1']) {
        const names = new AbstractNames(() => assert.fail('Nothing is to be found out.'));
        assert.equal(names.require(parseEndpoint(address, 'linux'), 'dial'), undefined);
      }
      await harness.listen();
    });
  });

  it('asks once, and again after it could not be found out', async () => {
    harness = new Harness();
    let asked = 0;
    const names = new AbstractNames(() => {
      asked++;
      return asked === 1
        ? Promise.reject(Object.assign(new Error('no'), { code: 'EMFILE' }))
        : Promise.resolve('exact');
    });
    const endpoint = { scheme: 'unix', path: '@x' } as const;
    assert.equal((await failure(names.require(endpoint, 'listen')!)).code, 'EMFILE');
    await names.require(endpoint, 'listen');
    await names.require(endpoint, 'dial');
    assert.equal(asked, 2);
  });

  describe('as a name', () => {
    beforeEach(() => {
      // Among sockets of one Node it does not matter how.
      harness = new Harness({ abstractNaming: () => Promise.resolve('exact') });
    });

    onLinux('carries bytes both ways, and is recorded as it is written', async () => {
      const listener = await harness.listen(`unix:@${NAME}`, { service: 'echo' });
      assert.equal(listener.info().local, `unix:@${NAME}`);
      const connection = await harness.dial(`unix:@${NAME}`);
      await connection.send(Buffer.from('hello'));
      await harness.until(() => connection.bytesReceived === 5);
      assert.deepEqual(connection.remote, { family: 'unix', path: `@${NAME}` });
      assert.deepEqual(
        harness.recordings.map(({ title }) => title),
        [`unix @${NAME}`, `unix @${NAME}`],
      );
      void listener.close();
    });

    onLinux('looks for no file of that name', async () => {
      const folder = await makeTempFolder();
      const before = process.cwd();
      try {
        process.chdir(folder.path);
        const listener = await harness.listen(`unix:@${NAME}`);
        const taken = await failure(harness.listen(`unix:@${NAME}`));
        assert.match(taken.message, /Sockscope already listens on unix:@sockscope-test-\d+ itself/);
        void listener.close();
      } finally {
        process.chdir(before);
        await folder.remove();
      }
    });

    onLinux('explains a name that another program has, and one that nobody has', async () => {
      const server = await harness.serve({ path: `\0${NAME}` });
      const taken = await failure(harness.listen(`unix:@${NAME}`));
      assert.match(
        taken.message,
        /another program has this abstract name\. Close that program, or choose another name/,
      );
      await server.close();
      const missing = await failure(harness.dial(`unix:@${NAME}`));
      assert.match(missing.message, /no program of this network namespace has this abstract name\. Start the server/);
    });
  });
});
