import assert from 'node:assert/strict';
import type { Memento } from 'vscode';
import { InspectorSettings } from '../../../src/ui/inspector/inspectorSettings';

const KEY = 'inspector.settings';

/** Settings over a memory that holds a value, what is in the memory, and what the log was told. */
function settingsOver(value: unknown): { settings: InspectorSettings; kept: () => unknown; warnings: string[] } {
  const values = new Map<string, unknown>([[KEY, value]]);
  const warnings: string[] = [];
  const memory: Memento = {
    keys: () => [...values.keys()],
    get: <T>(key: string, fallback?: T) => (values.get(key) ?? fallback) as T,
    update: (key, next) => {
      values.set(key, next);
      return Promise.resolve();
    },
  };
  const settings = new InspectorSettings(memory, { warn: (text: string) => void warnings.push(text) });
  return { settings, kept: () => values.get(KEY), warnings };
}

describe('settings of new inspectors', () => {
  it('are what a page gave', async () => {
    const { settings, warnings } = settingsOver(undefined);
    assert.equal(settings.kept, undefined);
    await settings.keep('{"view":"sent"}');
    assert.deepEqual(settings.kept, { view: 'sent' });
    assert.deepEqual(warnings, []);
  });

  for (const value of ['{"view":', '', 'null', '7', 7, {}, `"${'x'.repeat(5000)}"`, `{"a":"${'x'.repeat(5000)}"}`]) {
    it(`are the defaults where ${JSON.stringify(value).slice(0, 20)} is kept, and the log says so`, () => {
      const { settings, warnings } = settingsOver(value);
      assert.equal(settings.kept, undefined);
      assert.equal(warnings.length, 1);
    });
  }

  it('are those that the user wants always, and for the rest what a page gave', () => {
    const memory: Memento = {
      keys: () => [],
      get: () => '{"view":"sent","width":8}' as never,
      update: () => Promise.resolve(),
    };
    const log = { warn: () => assert.fail() };
    const chosen = new InspectorSettings(memory, log, () => ({ view: 'talk' }));
    assert.deepEqual(chosen.initial, { view: 'talk', width: 8 });
    assert.deepEqual(new InspectorSettings(memory, log).initial, { view: 'sent', width: 8 });
    const { settings } = settingsOver(undefined);
    assert.equal(settings.initial, undefined);
  });

  it('stay when a page gives what cannot be read', async () => {
    for (const text of ['{"view":', '"text"', '', `{"a":"${'x'.repeat(5000)}"}`]) {
      const { settings, kept, warnings } = settingsOver('{}');
      await settings.keep(text);
      assert.equal(kept(), '{}');
      assert.equal(warnings.length, 1);
    }
  });
});
