import assert from 'node:assert/strict';
import { sockscope } from '../fakeTerminal';

describe('cli/completionCommand', () => {
  const script = async (shell: string): Promise<string> => {
    const { code, output } = await sockscope(['completion', shell]);
    assert.equal(code, 0);
    return output;
  };

  for (const shell of ['bash', 'zsh', 'fish', 'pwsh']) {
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
