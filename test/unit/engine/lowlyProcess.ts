import { writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import type { TempFolder } from '../../support/temp-folder';
import type { Harness } from './harness';

/** The user `nobody` on Linux; macOS knows it by another number, but takes any. */
const NOBODY = 65_534;

/** What a process of its own had to say: the code and sentence of a SockscopeError. */
export interface Said {
  readonly code: string;
  readonly message: string;
}

/**
 * Runs `body` in a process without privileges, with the engine in `engine` (an Engine that records nothing), `explain`,
 * `parseEndpoint` and `fs`; it says what it found with `say(error)`. As root, the process becomes `nobody` first.
 *
 * @param limits Shell commands before it starts, such as `ulimit -n 64`.
 */
export async function runLowly(harness: Harness, folder: TempFolder, body: string, limits = 'true'): Promise<Said> {
  const source = `
    import fs from 'node:fs';
    import { Engine } from './src/engine/engine';
    import { parseEndpoint } from './src/engine/address/endpoint';
    import { explain } from './src/engine/platform/systemError';
    const record = { conversation: 0, chunk: () => true, datagram: () => true, event() {}, drained: () => Promise.resolve() };
    const recording = { uri: '', stream: () => record, datagrams: () => record, note() {}, keys() {}, close: () => Promise.resolve() };
    const engine = new Engine({ record: () => recording });
    const say = ({ code, message }) => fs.writeSync(1, JSON.stringify({ code, message }));
    if (process.getuid() === 0) {
      process.setgroups([]);
      process.setgid(${NOBODY});
      process.setuid(${NOBODY});
    }
    (async () => { ${body} })().catch(say);
  `;
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    platform: 'node',
    write: false,
  });
  const script = `${folder.path}/lowly.cjs`;
  await writeFile(script, outputFiles[0]!.contents);
  const said = await harness.run('', {
    command: ['/bin/sh', '-c', `${limits}; exec "$0" "$1"`, process.execPath, script],
  });
  return JSON.parse(said) as Said;
}
