import assert from 'node:assert/strict';
import { eventually } from '../support/eventually';
import { useWorkbench } from '../support/workbench';

describe('the command palette', () => {
  const workbench = useWorkbench();

  it('starts a listener that the Sockets view shows', async () => {
    await workbench().runCommand('Sockscope: Start Listener…');
    await workbench().answerInput('127.0.0.1:0');
    await workbench().pickItem('echo');
    await workbench().showSideBar();
    const row = workbench()
      .tree('Sockets')
      .row(/127\.0\.0\.1:[1-9]\d*/);
    await row.waitFor();
    await eventually(async () => {
      const [listener] = await workbench().tree('Sockets').items();
      assert.match(listener?.description ?? '', /echo/);
    });
    await workbench().screenshot('listener');
  });
});
