import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { sockscope } from '../fakeTerminal';

describe('cli/completionCommand', () => {
  const script = async (shell: string): Promise<string> => {
    const { code, output } = await sockscope(['completion', shell]);
    assert.equal(code, 0);
    return output;
  };

  /** What bash would offer behind these words, the last of which is being typed. */
  async function offered(...words: string[]): Promise<string[]> {
    const line = `${await script('bash')}\nCOMP_WORDS=(sockscope "$@"); COMP_CWORD=$#; _sockscope; echo "\${COMPREPLY[@]}"`;
    return execFileSync('bash', ['-c', line, 'bash', ...words], { encoding: 'utf8' }).split(/\s+/).filter(Boolean); // prettier-ignore
  }

  it('completes commands and their options in bash', async function () {
    // Windows has no bash of its own.
    if (process.platform === 'win32') this.skip();
    assert.deepEqual(await offered('s'), ['send', 'show']);
    assert.deepEqual(await offered('fmt', '-'), ['--check']);
    assert.deepEqual(await offered('run', '--rep'), ['--reporter']);
    assert.deepEqual(await offered('run', 'fi'), []);
    assert.deepEqual(await offered('nothing', '--'), []);
  });

  for (const shell of ['zsh', 'fish', 'pwsh']) {
    it(`names every command and option for ${shell}`, async () => {
      const text = await script(shell);
      for (const word of ['run', 'send', 'dial', 'listen', 'decode', 'show', 'grep', 'fmt', 'completion']) {
        assert.ok(text.includes(word), word);
      }
      const option = shell === 'fish' ? '-l reporter -r' : '--reporter';
      assert.ok(text.includes(option));
    });
  }
});
