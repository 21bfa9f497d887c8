import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  asViewSettings,
  DEFAULT_SETTINGS,
  layoutOf,
  type ViewSettings,
} from '../../../src/webview/inspector/view/viewSettings';

describe('viewSettings', () => {
  it('takes back what was kept, and the default for anything else', () => {
    const kept: ViewSettings = {
      ...DEFAULT_SETTINGS,
      view: 'messages',
      width: 'fit',
      group: 4,
      groupOrder: 'le',
      text: 'ebcdic',
      times: 'last',
      list: false,
    };
    assert.deepEqual(asViewSettings(JSON.parse(JSON.stringify(kept))), kept);
    assert.deepEqual(asViewSettings({ ...kept, group: 3, more: 1 }), { ...kept, group: DEFAULT_SETTINGS.group });
    fc.assert(
      fc.property(fc.anything(), (value) => {
        assert.deepEqual(Object.keys(asViewSettings(value)), Object.keys(DEFAULT_SETTINGS));
      }),
    );
  });

  it('lays out rows as wide as wanted, and beside messages those of a stream', () => {
    assert.deepEqual(layoutOf(DEFAULT_SETTINGS, 24, 'sent'), { view: 'exchange', bytesPerRow: 16 });
    const messages = { ...DEFAULT_SETTINGS, view: 'messages', width: 'fit' } as const;
    assert.deepEqual(layoutOf(messages, 24, 'sent'), { view: 'sent', bytesPerRow: 24 });
  });
});
