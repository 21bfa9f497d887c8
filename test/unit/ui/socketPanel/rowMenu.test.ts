import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rowMenu, type Manifest } from '../../../../src/ui/socketPanel/rowMenu';

const manifest = JSON.parse(readFileSync(join(__dirname, '../../../../package.json'), 'utf8')) as Manifest;

const commandsOf = (words: string): string[] => rowMenu(manifest, words).map(({ command }) => command.split('.')[1]!);

describe('ui/socketPanel/rowMenu', () => {
  it('has what the menu of a row has, in its order, each command once', () => {
    assert.deepEqual(commandsOf('connection live sendable resettable half-closable receiving recorded'), [
      'sendPayload',
      'inspectBytes',
      'closeSocket',
      'sendFile',
      'copyAddress',
      'copyAsCommand',
      'pauseReceiving',
      'shutdownSending',
      'resetSocket',
    ]);
    assert.deepEqual(commandsOf('connection ended dialled'), [
      'dialAgain',
      'editAddress',
      'copyAddress',
      'copyAsCommand',
    ]);
    assert.ok(commandsOf('datagram live joinable joined').includes('leaveGroup'));
  });

  it('understands all that package.json says of such menus', () => {
    const inView = (manifest.contributes.menus['view/item/context'] ?? []).filter(({ when }) =>
      when?.startsWith('view == sockscope.sockets'),
    );
    const everything =
      'listener live accepting holding sendable resettable half-closable receiving paused stepwise joinable joined dialled listened relay held recorded unrecorded';
    const offered = new Set(
      ['listener', 'connection', 'datagram'].flatMap((kind) => commandsOf(everything.replace('listener', kind))),
    );
    const declared = new Set(inView.map(({ command }) => command.split('.')[1]!));
    declared.delete('showSocketPanel');
    assert.deepEqual([...offered].toSorted(), [...declared].toSorted());
  });
});
