import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';

import { eventually } from '../support/eventually';
import { useWorkbench } from '../support/workbench';
import { InspectorView } from './support/inspectorView';
import { clearSockets, socketRows, waitForRow } from './support/sockets';
import { WireEditor } from './support/wireEditor';

/** Each test goes on where the last ended. */
describe('a wire file', () => {
  const workbench = useWorkbench();
  const editor = (): WireEditor => new WireEditor(workbench());
  const squiggles = (): ReturnType<WireEditor['lens']> => workbench().page.locator('.squiggly-error');

  it('is typed, and a mistake is underlined and mended by its quick fix', async () => {
    await writeFile(join(workbench().workspace, 'typed.wire'), '');
    await workbench().openFile('typed.wire');
    await editor().type('### Typed\nsrv = lisen tcp://127.0.0.1:0 echo\n');
    await squiggles().waitFor();
    const { page } = workbench();
    const { keyboard } = page;
    await keyboard.press('ArrowUp');
    await keyboard.press('Home');
    for (let column = 0; column < 7; column++) await keyboard.press('ArrowRight');
    // What the editor still draws closes the list again.
    await eventually(async () => {
      await keyboard.press('Control+.');
      await page.locator('.action-widget').getByText('Replace “lisen” with “listen”').waitFor({ timeout: 4000 });
    });
    await keyboard.press('Enter');
    await editor().waitForLine('srv = listen tcp://127.0.0.1:0 echo');
    await squiggles().waitFor({ state: 'hidden' });
  });

  it('runs by its CodeLens, with a mark beside each step', async () => {
    await editor().type('con = dial {{srv}}\ncon > "hello"\ncon < "hello"');
    await editor().waitForLine('con < "hello"');
    await editor().run(0, 'done', 4);
    await editor().waitForMarks('running', 0);
    await workbench().page.locator('.testing-run-glyph.codicon-testing-passed-icon').waitFor();
  });

  it('forgets the mark of a step that is edited, and keeps the others at their lines', async () => {
    await workbench().page.keyboard.press('Control+Home');
    await workbench().page.keyboard.type('# A comment above\n');
    await editor().waitForMarks('done', 4);
    await editor().type('  # so it is');
    await editor().waitForMarks('done', 3);
  });

  it('shows of a failed step what was expected and what came', async () => {
    const { page } = workbench();
    await editor().type(
      '\n### Wrong\nsrv = listen tcp://127.0.0.1:0 echo\ncon = dial {{srv}}\ncon > "hello"\ncon < "help!"',
    );
    await editor().run(1, 'failed', 1);
    await page.locator('.test-error-content-widget').click();
    const peek = page.locator('.peekview-widget');
    await peek.getByText('con received other bytes than expected: byte 3 is 6c, not 70.').first().waitFor();
    await eventually(async () => {
      const sides = await peek.locator('.monaco-diff-editor .view-line').allTextContents();
      const read = sides.map((line) => line.replaceAll('\u00a0', ' ').trim());
      assert.ok(read.includes('help!     68 65 6c 70 21'), JSON.stringify(read));
      assert.ok(read.includes('hello     68 65 6c 6c 6f'), JSON.stringify(read));
    });
    await page.keyboard.press('Escape');
    await peek.waitFor({ state: 'hidden' });
  });

  it('opens the inspector from the message of a failed test, whose sockets are gone', async () => {
    const { page } = workbench();
    await workbench().runCommand('Test: Peek Output');
    await page.locator('.peekview-widget').getByText('Inspect What This Step Received').first().click();
    const inspector = new InspectorView(workbench().inspectorFrame());
    await inspector.byte('received', 0).waitFor();
    await eventually(async () => {
      assert.deepEqual(await inspector.selectedOffsets(), [0, 1, 2, 3, 4]);
    });
    assert.deepEqual(await socketRows(workbench()), []);
    await workbench().openFile('typed.wire');
  });

  it('opens the inspector at exactly the bytes that a step received', async () => {
    await editor().lens('Inspect the 5 received bytes').click();
    const inspector = new InspectorView(workbench().inspectorFrame());
    await inspector.byte('received', 0).waitFor();
    await eventually(async () => {
      assert.deepEqual(await inspector.selectedOffsets(), [0, 1, 2, 3, 4]);
    });
  });

  it('selects them again in an inspector that was behind the wire file', async () => {
    const inspector = new InspectorView(workbench().inspectorFrame());
    await inspector.byte('sent', 1).click();
    await workbench()
      .statusBarItem(/sent 0x1 \(1\)/)
      .first()
      .waitFor();
    await workbench().openFile('typed.wire');
    await editor().lens('Inspect the 5 received bytes').click();
    await inspector.byte('received', 0).waitFor();
    await workbench()
      .statusBarItem(/received 0x0 \(0\) · 5 bytes selected/)
      .first()
      .waitFor();
    await eventually(async () => {
      assert.deepEqual(await inspector.selectedOffsets(), [0, 1, 2, 3, 4]);
    });
    await workbench().runCommand('View: Close Editor');
  });

  it('leaves its sockets in the tree when it is run to be kept open, to send on by hand', async () => {
    await workbench().runCommand('Sockscope: Clear Closed Sockets');
    await editor().lens('Run and keep open').first().click();
    await workbench().showSideBar();
    await waitForRow(workbench(), { level: 1, description: /^echo · ↓ 5 B +↑ 5 B · 1 connected$/ });
    await editor()
      .lens(/^Send$/)
      .first()
      .click();
    await waitForRow(workbench(), { level: 1, description: /^echo · ↓ 10 B +↑ 10 B · 1 connected$/ });
    await editor().lens('Close its sockets').click();
    await editor().lens('Close its sockets').waitFor({ state: 'hidden' });
    await clearSockets(workbench());
    assert.deepEqual(await socketRows(workbench()), []);
  });

  it('goes on serving where that is all that a section does, says so, and ends it when told to', async () => {
    const server = '### a server\nsrv = listen 0\non srv "PING\\n" > "PONG\\n"\n';
    await writeFile(join(workbench().workspace, 'server.wire'), server);
    await workbench().openFile('server.wire');
    await editor().lens('▷ Run').first().click();
    await workbench().showSideBar();
    const { label } = await waitForRow(workbench(), { level: 1, label: /^:\d+$/ });
    const client = connect(Number(label.slice(1)), '127.0.0.1');
    client.write('PING\n');
    const [answer] = (await once(client, 'data')) as [Buffer];
    assert.equal(answer.toString(), 'PONG\n');
    const closed = once(client, 'close');
    const toast = workbench().notification('“a server” goes on listening');
    await toast.getByRole('button', { name: 'Close Its Sockets' }).click();
    await closed;
    await eventually(async () => {
      assert.deepEqual(await socketRows(workbench()), []);
    });
    await workbench().runCommand('View: Close Editor');
    await rm(join(workbench().workspace, 'server.wire'));
  });

  it('is ended from the palette, which asks for the section where there are several', async () => {
    const { quickInput } = workbench();
    const file = join(workbench().workspace, 'two.wire');
    const sections = ['One', 'Two'].map((name) => `### ${name}\nsrv = listen tcp://127.0.0.1:0\n`);
    await writeFile(file, sections.map((section) => `${section}wait 60s\n`).join('\n'));
    await workbench().openFile('two.wire');
    for (const running of [1, 2]) {
      await editor().lens('▷ Run').first().click();
      await eventually(async () => {
        assert.equal(await editor().lens('Stop').count(), running);
      });
    }
    // Where no section is at the cursor, there is one to choose.
    await workbench().runCommand('View: Close Editor');
    await workbench().runCommand('Sockscope: Stop Wire Section', { pick: 'One' });
    await workbench().runCommand('Sockscope: Stop Wire Section');
    await workbench().openFile('two.wire');
    await eventually(async () => {
      assert.equal(await editor().lens('▷ Run').count(), 2);
    });
    await workbench().runCommand('View: Close Editor');

    await workbench().showSideBar();
    await clearSockets(workbench());
    await writeFile(file, sections.join('\n'));
    await workbench().openFile('two.wire');
    for (const section of [0, 1]) await editor().lens('Run and keep open').nth(section).click();
    await eventually(async () => {
      assert.equal(await editor().lens('Close its sockets').count(), 2);
      assert.equal((await socketRows(workbench())).length, 2);
    });
    await workbench().runCommand('View: Close Editor');
    await workbench().runCommand('Sockscope: Close the Section’s Sockets', { pick: 'Two' });
    const isOpen = ({ description }: { readonly description: string }): boolean => !description.includes('closed');
    const openRows = async (): Promise<number> => (await socketRows(workbench())).filter(isOpen).length;
    await eventually(async () => {
      assert.equal(await openRows(), 1);
    });
    await workbench().runCommand('Sockscope: Close the Section’s Sockets');
    await eventually(async () => {
      assert.equal(await openRows(), 0);
    });
    // Nothing is left to end: the palette does not offer it.
    await quickInput.openPalette();
    await quickInput.type('>Sockscope: Close the Section’s Sockets');
    await quickInput
      .row('No matching commands')
      .or(quickInput.row(/^Sockscope: /))
      .first()
      .waitFor();
    assert.equal(await quickInput.row('Sockscope: Close the Section’s Sockets').count(), 0);
    await quickInput.cancel();
    await clearSockets(workbench());
    await rm(file);
  });

  it('begins new, with a section to fill in, from the palette and under New File…', async () => {
    await workbench().runCommand('Sockscope: New Wire File');
    await editor().waitForLine('### Title');
    // The first place to fill in is selected.
    await workbench().page.keyboard.type('Mine');
    await editor().waitForLine('### Mine');
    await editor().lens('▷ Run').waitFor();
    await workbench().runCommand('View: Revert and Close Editor');
    await workbench().runCommand('Create: New File...', { pick: /^Wire File/ });
    await editor().waitForLine('### Title');
    await workbench().runCommand('View: Revert and Close Editor');
  });

  it('keeps no lens from before when its editor loses the focus just as a run ends', async () => {
    await writeFile(join(workbench().workspace, 'waiting.wire'), '### Waiting\nwait 1s\n');
    await workbench().openFile('waiting.wire');
    await editor().lens('▷ Run').click();
    await editor().lens('Stop').waitFor();
    await editor().waitForMarks('done', 1);
    // VS Code then forgets to update the lenses unless it is asked again.
    await workbench().page.keyboard.press('Control+0');
    await editor().lens('▷ Run').waitFor();
    await workbench().runCommand('View: Close Editor');
    await rm(join(workbench().workspace, 'waiting.wire'));
  });

  it('asks before it listens where other machines can reach it, and fails when that is declined', async () => {
    await writeFile(join(workbench().workspace, 'exposed.wire'), '### Exposed\nsrv = listen tcp://0.0.0.0:0\n');
    await workbench().openFile('exposed.wire');
    await editor().lens('▷ Run').click();
    assert.match(await workbench().answerDialog('Cancel'), /Listen on 0\.0\.0\.0 port 0/);
    await editor().waitForMarks('failed', 1);
    assert.deepEqual(await socketRows(workbench()), []);
    await rm(join(workbench().workspace, 'exposed.wire'));
  });

  it('is a file of the Test Explorer, where all sections of all files are run', async () => {
    const { page, workspace } = workbench();
    // They need servers, or a port that somebody else may have.
    for (const name of ['dns', 'redis', 'knock-knock', 'typed']) await rm(join(workspace, `${name}.wire`));
    await workbench().runCommand('View: Close All Editors');
    await workbench().runCommand('Testing: Focus on Test Explorer View');
    const rows = page.locator('.test-explorer .monaco-list-row');
    await rows.filter({ hasText: 'half-close.wire' }).waitFor();
    await eventually(async () => {
      assert.equal(await rows.filter({ hasText: 'redis.wire' }).count(), 0);
    });
    await workbench().runCommand('Test: Run All Tests');
    await eventually(async () => {
      const shown = await rows.all();
      const labels = await Promise.all(shown.map(async (row) => (await row.getAttribute('aria-label')) ?? ''));
      const files = labels.filter((label) => label.includes('.wire'));
      assert.ok(files.length >= 6, JSON.stringify(labels));
      for (const label of files) assert.match(label, /\(Passed\)/);
    }, 60_000);
  });
});

describe('a wire file in Restricted Mode', () => {
  const workbench = useWorkbench({ trust: false });

  it('is checked, and refuses to run with the reason', async () => {
    const { page, workspace } = workbench();
    await writeFile(join(workspace, 'untrusted.wire'), '### One\nsrv = listen tcp://127.0.0.1:0\ncon = dail {{srv}}\n');
    await workbench().openFile('untrusted.wire');
    await page.locator('.squiggly-error').waitFor();
    await new WireEditor(workbench()).lens('▷ Run').click();
    await workbench().notification('Sockets are off in Restricted Mode').waitFor();
  });
});
