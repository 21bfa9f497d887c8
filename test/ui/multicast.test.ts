import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { networkInterfaces } from 'node:os';
import { eventually } from '../support/eventually';
import { THEMES, useWorkbench } from '../support/workbench';
import { clearSockets, portOf, startListener, waitForRow } from './support/sockets';

const GROUP = '239.7.7.7';
const OTHER = '239.7.7.8';

describe('multicast groups', () => {
  const workbench = useWorkbench();
  afterEach(() => clearSockets(workbench()));

  /** What a program of this machine says to a group over loopback. */
  async function say(text: string, group: string, port: number): Promise<void> {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    socket.setMulticastInterface('127.0.0.1');
    await new Promise<void>((resolve, reject) => {
      socket.send(text, port, group, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
    socket.close();
  }

  it('are listened to on loopback without a question, shown in row and tooltip, joined and left from the menu', async () => {
    const label = await startListener(workbench(), `udp://${GROUP}:0`, 'manual');
    assert.match(label, /^:\d+$/);
    assert.equal(await workbench().dialog().count(), 0, 'nothing is exposed on loopback');
    await waitForRow(workbench(), { label, description: new RegExp(`group ${GROUP.replaceAll('.', '\\.')}`) });
    await say('hello', GROUP, Number(portOf(label)));
    await waitForRow(workbench(), { label, description: /5 B/ });

    for (const theme of THEMES) {
      await workbench().setTheme(theme);
      const hover = await workbench().tree('Sockets').hoverOf(label, 'Group');
      assert.match(hover, /Group 239\.7\.7\.7 on the interface .*127\.0\.0\.1/);
      await workbench().screenshot(`multicast ${theme}`);
    }
    // Bound to one group it would hear no other.
    await workbench().tree('Sockets').runFromMenu(label, 'Join Multicast Group…');
    await workbench().answerInput(OTHER);
    await workbench()
      .notification(
        /does not get what is sent to 239\.7\.7\.8, even when it joins that group: listen on udp:\/\/239\.7\.7\.8/,
      )
      .waitFor();
    await workbench().runCommand('Notifications: Clear All Notifications');
    await workbench().tree('Sockets').runFromMenu(label, 'Leave Multicast Group…');
    await waitForRow(workbench(), { label, description: new RegExp(`^${GROUP.replaceAll('.', '\\.')} · UDP · ↓ 5 B`) });
  });

  it('are joined on another interface only with consent', async function () {
    const other = Object.values(networkInterfaces())
      .flat()
      .find((one) => one?.family === 'IPv4' && !one.internal);
    // A machine without a network has no such interface.
    if (!other) return this.skip();
    await workbench().showSideBar();
    await workbench().runCommand('Sockscope: Start Listener…', `udp://${GROUP}:0`, { pick: 'manual' });
    const { label } = await waitForRow(workbench(), { description: /group 239\.7\.7\.7/ });
    const join = async (): Promise<void> => {
      await workbench().tree('Sockets').runFromMenu(label, 'Join Multicast Group…');
      await workbench().answerInput(`${GROUP} ${other.address}`);
      await workbench().dialog().waitFor();
    };
    for (const theme of THEMES.slice(1)) {
      await workbench().setTheme(theme);
      await join();
      await workbench().screenshot(`multicast consent ${theme}`);
      await workbench().answerDialog('Cancel');
    }
    await workbench().setTheme(THEMES[0]!);
    await join();
    const question = await workbench().answerDialog('Cancel');
    assert.match(
      question,
      /Join the group udp:\/\/239\.7\.7\.7:\d+ on the interface .*, where other machines can reach it\?/,
    );
    assert.equal(await workbench().notification(/./).count(), 0, 'who cancels needs no message');
    assert.doesNotMatch(await workbench().tree('Sockets').hoverOf(label, 'Group'), new RegExp(other.address));

    await join();
    await workbench().answerDialog('Join');
    await eventually(async () => {
      assert.ok((await workbench().tree('Sockets').hoverOf(label, 'Group')).includes(other.address));
    });
    await workbench().tree('Sockets').runFromMenu(label, 'Leave Multicast Group…');
    await workbench().screenshot('multicast leave');
    await workbench().pickItem(GROUP);
    await waitForRow(workbench(), { label, description: /group 239\.7\.7\.7(?!,)/ });
  });
});
