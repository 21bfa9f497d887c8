import assert from 'node:assert/strict';
import { readVirtualFile, type VirtualEntry } from '../../../../src/wire/run/virtualFile';

const file = (text: string): VirtualEntry & { readonly text: string } => ({
  kind: 'file',
  isLink: false,
  size: text.length,
  text,
});
const FOLDER: VirtualEntry = { kind: 'folder', isLink: false, size: 0 };

/** A file system of a few entries, and which of them were read. */
const ENTRIES: Readonly<Record<string, VirtualEntry & { readonly text?: string }>> = {
  '/ws/sub': FOLDER,
  '/ws/a.bin': file('inside'),
  '/ws/..a': file('dots'),
  '/ws/sub/b.bin': file('below'),
  '/ws/link': { ...file('linked'), isLink: true },
  '/ws/up': { ...FOLDER, isLink: true },
  '/ws/up/secret': file('outside'),
  '/ws/device': { kind: 'other', isLink: false, size: 0 },
  '/ws/grown': { ...file('longer than it said'), size: 3 },
  '/secret': file('outside'),
};

describe('wire/virtualFile', () => {
  const folder = { root: '/ws', base: '/ws/sub' };
  let reads: string[];
  beforeEach(() => {
    reads = [];
  });
  const files = {
    look: (path: string) => {
      const entry = ENTRIES[path];
      return entry === undefined ? Promise.reject(new Error(`no ${path}`)) : Promise.resolve(entry);
    },
    read: (path: string) => {
      reads.push(path);
      return Promise.resolve(Buffer.from(ENTRIES[path]?.text ?? ''));
    },
  };
  const read = async (path: string, limit = 100): Promise<string> =>
    Buffer.from(await readVirtualFile(files, folder, path, limit)).toString();

  it('reads what is inside, relative to its base', async () => {
    assert.equal(await read('b.bin'), 'below');
    assert.equal(await read('../a.bin'), 'inside');
    assert.equal(await read('/ws/a.bin'), 'inside');
    assert.equal(await read('../..a'), 'dots');
  });
  for (const [path, code] of [
    ['../../secret', 'FILE_OUTSIDE_WORKSPACE'],
    ['/secret', 'FILE_OUTSIDE_WORKSPACE'],
    ['../../wss/x', 'FILE_OUTSIDE_WORKSPACE'],
    ['../..', 'FILE_OUTSIDE_WORKSPACE'],
    ['../link', 'FILE_OUTSIDE_WORKSPACE'],
    ['../up/secret', 'FILE_OUTSIDE_WORKSPACE'],
    ['../device', 'NOT_A_FILE'],
    ['.', 'NOT_A_FILE'],
  ] as const) {
    it(`refuses ${path} and reads nothing`, async () => {
      await assert.rejects(read(path), { code });
      assert.deepEqual(reads, []);
    });
  }
  it('refuses what is too large, before it is read where the file system says how large it is', async () => {
    assert.equal(await read('../a.bin', 6), 'inside');
    reads = [];
    await assert.rejects(read('../a.bin', 5), { code: 'FILE_TOO_LARGE' });
    assert.deepEqual(reads, []);
    await assert.rejects(read('../grown', 5), { code: 'FILE_TOO_LARGE' });
  });
  it('tells what the file system says', () => assert.rejects(read('nothing'), /no \/ws\/sub\/nothing/));
});
