import assert from 'node:assert/strict';
import { join } from 'node:path';

import { eventually } from '../support/eventually';
import { PROJECT_ROOT } from '../support/vscode-install';
import { useWorkbench, type Workbench } from '../support/workbench';
import { clearSockets, startListener } from './support/sockets';

const WITH_AGENT = {
  otherExtension: join(PROJECT_ROOT, 'test', 'ui', 'support', 'agentExtension'),
  settings: { 'chat.disableAIFeatures': false },
};

/** Calls a tool, as an agent does; its result shows in the status bar. */
async function callTool(workbench: Workbench, name: string, input: object): Promise<void> {
  const { page } = workbench;
  await workbench.runCommand('Agent Test: Call Tool');
  const box = page.locator('.quick-input-widget input');
  await page.locator('.quick-input-widget').getByText('Call').waitFor();
  await box.fill(JSON.stringify({ name, input }));
  await page.keyboard.press('Enter');
}

const saidIn = (workbench: Workbench, text: RegExp): Promise<void> =>
  workbench.page.locator('.statusbar').getByText(text).waitFor();

describe('agents in Restricted Mode', () => {
  const workbench = useWorkbench({ ...WITH_AGENT, trust: false });

  it('are refused', async () => {
    for (const [name, input] of [
      ['listen', { address: '127.0.0.1:0' }],
      ['captures', {}],
    ] as const) {
      await callTool(workbench(), name, input);
      await saidIn(workbench(), /called: {"error":{"code":"UNTRUSTED_WORKSPACE"/);
    }
  });
});

describe('what agents do, as users see it', () => {
  const workbench = useWorkbench(WITH_AGENT);
  before(() => workbench().showSideBar());
  afterEach(() => clearSockets(workbench()));

  const call = (name: string, input: object): Promise<void> => callTool(workbench(), name, input);
  const said = (text: RegExp): Promise<void> => saidIn(workbench(), text);

  it('marks their sockets in the view, and one action closes all of them', async () => {
    const own = await startListener(workbench(), '127.0.0.1:0', 'manual');
    await call('listen', { address: 'tcp://127.0.0.1:0', service: 'echo' });
    await said(/called: .*listening/);
    const rows = (): ReturnType<ReturnType<ReturnType<typeof workbench>['tree']>['items']> =>
      workbench().tree('Sockets').items();
    await eventually(async () => {
      const described = (await rows()).map(({ label, description }) => [
        label === own,
        description.startsWith('agent'),
      ]);
      assert.deepEqual(described, [
        [true, false],
        [false, true],
      ]);
    });
    for (const theme of ['Dark Modern', 'Light Modern'] as const) {
      await workbench().setTheme(theme);
      await workbench().tree('Sockets').pane.hover();
      await workbench().screenshot(`agents ${theme}`);
    }
    const { pane } = workbench().tree('Sockets');
    await pane.hover();
    await pane.getByRole('button', { name: 'Close All Sockets of Agents' }).click();
    await eventually(async () => {
      const described = (await rows()).map(({ label, description }) => [label === own, description.includes('closed')]);
      assert.deepEqual(described, [
        [true, false],
        [false, true],
      ]);
      assert.equal(await pane.getByRole('button', { name: 'Close All Sockets of Agents' }).count(), 0);
    });
  });

  /** Answers what the editor asks of a tool, and then what Sockscope asks, whatever was allowed to the editor. */
  async function answerBoth(action: string, answer = action): Promise<string> {
    await workbench().dialog().waitFor();
    await workbench().screenshot('agents confirmed by the editor');
    await workbench().dialog().getByRole('button', { name: 'Yes', exact: true }).click();
    await workbench().dialog().getByRole('button', { name: action, exact: true }).waitFor();
    await workbench().screenshot('agents asked');
    return workbench().answerDialog(answer);
  }

  it('asks before anything but this machine, each time, and does nothing when the user declines', async () => {
    for (let time = 0; time < 2; time++) {
      await call('dial', { address: '192.0.2.1:80' });
      assert.match(await answerBoth('Dial', 'Cancel'), /Let an agent dial tcp:\/\/192\.0\.2\.1:80\?/);
      await said(/called: {"error":{"code":"CONSENT_DECLINED"/);
    }
    assert.deepEqual(await workbench().tree('Sockets').items(), []);
  });

  it('asks before it closes what the user opened, and does so when he agrees', async () => {
    const own = await startListener(workbench(), '127.0.0.1:0', 'manual');
    const closed = async (): Promise<boolean[]> =>
      (await workbench().tree('Sockets').items()).map(({ description }) => description.includes('closed'));
    await call('sockets', {});
    await said(/called: {"sockets":\[{"socket":"s\d+"/);
    const text = await workbench()
      .page.locator('.statusbar')
      .getByText(/called: {"sockets"/)
      .innerText();
    const socket = /"socket":"(s\d+)"/.exec(text)![1]!;
    await call('close', { socket });
    assert.match(await answerBoth('Close', 'Cancel'), new RegExp(`Let an agent close .*${own.replace(/\D+$/, '')}`));
    assert.deepEqual(await closed(), [false]);
    await call('close', { socket });
    await answerBoth('Close');
    await eventually(async () => {
      assert.deepEqual(await closed(), [true]);
    });
  });

  it('are offered sockscope mcp by the editor, which starts it', async () => {
    const rows = workbench().page.locator('.quick-input-widget .monaco-list-row');
    const choose = async (text: string): Promise<void> => {
      await rows.filter({ hasText: text }).last().click();
    };
    await workbench().runCommand('MCP: List Servers');
    await workbench().screenshot('agents mcp servers');
    await choose('Stopped');
    await choose('Start Server');
    await eventually(async () => {
      if ((await workbench().dialog().count()) > 0)
        await workbench().dialog().getByRole('button', { name: 'Trust' }).click();
      await workbench().runCommand('MCP: List Servers');
      await workbench().screenshot('agents mcp started');
      await rows.filter({ hasText: 'Running' }).waitFor({ timeout: 2000 });
    });
    await workbench().page.keyboard.press('Escape');
  });
});
