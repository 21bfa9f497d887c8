import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { commandLine, shellKind } from '../../src/ui/terminal/shellQuote';
import { shellWords } from '../support/shellWords';
import { makeTempFolder, type TempFolder } from '../support/temp-folder';
import { findTool, requireTool, skipAloud } from '../support/tools';
import { BuiltProgram } from './cli/built';

const run = promisify(execFile);

describe('shells', () => {
  describe('read a command back as it was', () => {
    async function check(shell: string): Promise<void> {
      const kind = shellKind(shell);
      await fc.assert(
        fc.asyncProperty(shellWords, async (words) => {
          const given = kind === 'powershell' ? words.filter((word) => !word.includes('"')) : words;
          fc.pre(given.length > 0);
          const { stdout } = await run(shell, ['-c', `printf '%s\\0' ${commandLine(kind, given)}`]);
          assert.deepEqual(stdout.split('\0').slice(0, -1), given);
        }),
        { numRuns: 20 },
      );
    }

    for (const shell of ['sh', 'bash', 'zsh', 'fish']) {
      it(shell, async function () {
        await check(requireTool(this, shell));
      });
    }

    it('PowerShell', async function () {
      await check(findTool('pwsh') ?? skipAloud(this, 'pwsh is not installed, and no system has it as a package.'));
    });
  });

  describe('complete what is typed', () => {
    let program: BuiltProgram;
    let folder: TempFolder;
    before(async () => {
      program = await BuiltProgram.build();
      folder = await makeTempFolder();
    });
    after(async () => {
      await program.remove();
      await folder.remove();
    });

    async function script(shell: string): Promise<string> {
      const path = join(folder.path, shell);
      await writeFile(path, (await program.run(['completion', shell])).output);
      return path;
    }

    const lines = ({ stdout }: { readonly stdout: string }): string[] => stdout.split(/\s+/).filter(Boolean).sort();

    /** What a shell would offer behind `sockscope` and these words, the last of which is being typed. */
    type Offered = (...words: string[]) => Promise<string[]>;
    const shells: Readonly<Record<string, (shell: string, path: string) => Offered>> = {
      bash:
        (shell, path) =>
        async (...words) => {
          const ask = `source ${path}; COMP_WORDS=(sockscope "$@"); COMP_CWORD=$#; _sockscope; echo "\${COMPREPLY[@]}"`;
          return lines(await run(shell, ['-c', ask, shell, ...words]));
        },
      zsh:
        (shell, path) =>
        async (...words) => {
          // Outside of an edited line zsh's own builtins do not work: these two say what they would offer.
          const builtins = `
            _describe() { local -a all=("\${(@P)2}"); print -l -- \${(M)\${all%%:*}:#$words[CURRENT]*}; }
            compadd() { shift; print -l -- \${(M)@:#$words[CURRENT]*}; }
            _files() { }`;
          const ask = `autoload -Uz compinit; compinit -u -D; source ${path}; [[ $_comps[sockscope] == _sockscope ]] || exit 1
            ${builtins}
            words=(sockscope "$@"); CURRENT=$(( $# + 1 )); _sockscope; true`;
          return lines(await run(shell, ['-f', '-c', ask, shell, ...words]));
        },
      fish:
        (shell, path) =>
        async (...words) => {
          const { stdout } = await run(shell, [
            '-N',
            '-c',
            `source ${path}; complete -C 'sockscope ${words.join(' ')}'`,
          ]);
          const offers = stdout.split('\n').map((line) => line.split('\t')[0]!);
          // It goes on with files where a command takes words.
          return offers.filter((offer) => offer !== '' && !/[./]/.test(offer)).sort();
        },
    };

    for (const [shell, asking] of Object.entries(shells)) {
      it(shell, async function () {
        const offered = asking(requireTool(this, shell), await script(shell));
        assert.deepEqual(await offered('s'), ['send', 'show']);
        assert.deepEqual(await offered('fmt', '--ch'), ['--check']);
        assert.deepEqual(await offered('run', '--rep'), ['--reporter']);
        assert.deepEqual(await offered('nothing', '--'), []);
      });
    }
  });
});
