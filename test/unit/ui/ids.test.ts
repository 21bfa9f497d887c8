import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LINE_ENDS } from '../../../src/wire/payload/readings';
import { TEXT_ENCODINGS } from '../../../src/webview/inspector/view/textColumn';
import { GROUP_ORDERS, GROUPS, TIMES, VIEW_KINDS, WIDTHS } from '../../../src/webview/inspector/view/viewSettings';
import { API_COMMANDS, COMMANDS, CONTEXT_KEYS, EDITORS, MCP_PROVIDERS, SETTING_KEYS, VIEWS } from '../../../src/ui/ids';

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly mcpServerDefinitionProviders: readonly { readonly id: string }[];
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly customEditors: readonly { readonly viewType: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly enum?: readonly string[] }>> };
    readonly menus: Readonly<Record<string, readonly { readonly command?: string; readonly when?: string }[]>>;
  };
}

const root = join(__dirname, '../../..');
const manifestText = readFileSync(join(root, 'package.json'), 'utf8');
const manifest = JSON.parse(manifestText) as Manifest;
const translations = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')) as Record<string, string>;

describe('ids', () => {
  it('are the commands of package.json', () => {
    const declared = manifest.contributes.commands.map(({ command }) => command);
    assert.deepEqual(declared.toSorted(), [...Object.values(COMMANDS), ...Object.values(API_COMMANDS)].toSorted());
  });

  it('that make sense on a row or for programs alone are hidden from the palette', () => {
    const hidden = (manifest.contributes.menus['commandPalette'] ?? [])
      .filter(({ when }) => when === 'false')
      .map(({ command }) => command);
    for (const command of Object.values(API_COMMANDS)) assert.ok(hidden.includes(command), command);
    assert.ok(hidden.includes(COMMANDS.renameCapture));
  });

  it('are the views, editors and settings of package.json', () => {
    const views = Object.values(manifest.contributes.views).flat();
    assert.deepEqual(
      views.map(({ id }) => id),
      Object.values(VIEWS),
    );
    assert.deepEqual(
      manifest.contributes.customEditors.map(({ viewType }) => viewType),
      Object.values(EDITORS),
    );
    assert.deepEqual(
      manifest.contributes.mcpServerDefinitionProviders.map(({ id }) => id),
      Object.values(MCP_PROVIDERS),
    );
    const { section, ...settings } = SETTING_KEYS;
    assert.deepEqual(
      Object.keys(manifest.contributes.configuration.properties).toSorted(),
      Object.values(settings)
        .map((setting) => `${section}.${setting}`)
        .toSorted(),
    );
  });

  it('of settings have the choices that the code knows', () => {
    const choices = {
      [SETTING_KEYS.lineEnd]: LINE_ENDS,
      [SETTING_KEYS.inspectorView]: ['lastUsed', ...VIEW_KINDS],
      [SETTING_KEYS.bytesPerRow]: ['lastUsed', ...WIDTHS.map(String)],
      [SETTING_KEYS.groupSize]: ['lastUsed', ...GROUPS.map(String)],
      [SETTING_KEYS.groupOrder]: ['lastUsed', ...GROUP_ORDERS],
      [SETTING_KEYS.textEncoding]: ['lastUsed', ...TEXT_ENCODINGS],
      [SETTING_KEYS.times]: ['lastUsed', ...TIMES],
    };
    for (const [key, values] of Object.entries(choices)) {
      assert.deepEqual(manifest.contributes.configuration.properties[`sockscope.${key}`]?.enum, values, key);
    }
  });

  it('in menus are commands that exist', () => {
    const known = new Set<string>([...Object.values(COMMANDS), ...Object.values(API_COMMANDS)]);
    for (const [menu, entries] of Object.entries(manifest.contributes.menus)) {
      for (const { command } of entries)
        if (command !== undefined) assert.ok(known.has(command), `${menu}: ${command}`);
    }
  });

  it('of contexts are used in package.json', () => {
    for (const key of Object.values(CONTEXT_KEYS)) assert.ok(manifestText.includes(key), key);
  });

  it('leave activation to what is contributed, but for the Test Explorer, which asks nobody', () => {
    assert.deepEqual(manifest.activationEvents, ['workspaceContains:**/*.[wW][iI][rR][eE]']);
  });

  it('of sentences in package.json are in package.nls.json, and no others', () => {
    const used = new Set(Array.from(manifestText.matchAll(/"%([\w.]+)%"/g), ([, key]) => key));
    assert.deepEqual([...used].toSorted(), Object.keys(translations).toSorted());
  });
});
