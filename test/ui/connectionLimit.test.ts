import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';

import { killTools, spawnTool } from '../support/process';
import { requireTool } from '../support/tools';
import { useWorkbench } from '../support/workbench';
import { clearSockets, portOf, startListener, waitForRow } from './support/sockets';

describe('a listener that takes one connection', () => {
  const workbench = useWorkbench({ settings: { 'sockscope.listener.connectionLimit': 1 } });
  afterEach(async () => {
    await clearSockets(workbench());
    await killTools();
  });

  it('counts whom it refuses, in its row and in the hover', async function () {
    const ncat = requireTool(this, 'ncat');
    const listener = await startListener(workbench(), '127.0.0.1:0', 'echo');
    const only = spawnTool(ncat, ['127.0.0.1', portOf(listener)]);
    await only.write('here');
    await only.stdout.waitForBytes(4);
    for (const count of [1, 2]) {
      const refused = connect({ host: '127.0.0.1', port: Number(portOf(listener)) });
      // Whether with FIN or with RST.
      refused.on('error', () => undefined);
      await once(refused.resume(), 'close');
      await waitForRow(workbench(), { label: listener, description: new RegExp(`· 1 connected · ${count} refused$`) });
    }
    const hover = await workbench().tree('Sockets').hoverOf(listener, 'Refused');
    assert.match(hover, /Accepted: 1, open: 1\s+Refused at the limit of connections or of open files: 2/);
  });
});
