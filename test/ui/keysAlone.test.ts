import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { eventually } from '../support/eventually';
import { useWorkbench } from '../support/workbench';
import { InspectorView } from './support/inspectorView';
import { socketRows } from './support/sockets';
import { WireEditor } from './support/wireEditor';

/** For the page: gathers what the item of the status bar says, as a screen reader hears it. */
const LISTEN = `(() => {
  window.heardHere = [];
  const hear = () => {
    const region = [...document.querySelectorAll('.statusbar-item [role="status"]')].at(-1);
    const said = region?.getAttribute('aria-label');
    if (said && said !== window.heardHere.at(-1)) window.heardHere.push(said);
  };
  new MutationObserver(hear).observe(document.querySelector('.part.statusbar'), {
    subtree: true, childList: true, characterData: true, attributes: true,
  });
})()`;

/** For the inspector's page: what is said of what has the keyboard. */
const FOCUSED = `(() => {
  const element = document.activeElement;
  return element.getAttribute('aria-label') ?? element.textContent.replace(/\\s+/g, ' ').trim();
})()`;

const WIRE = `### Greets
srv = listen tcp://127.0.0.1:0 echo
con = dial {{srv}}
con > "hello"
con < "help!"`;

/** Each test goes on where the last ended. No mouse: whatever is pressed goes to what has the focus. */
describe('the whole job by keys alone', () => {
  const workbench = useWorkbench();
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await workbench().page.keyboard.press(key);
  };
  const inspector = (): InspectorView => new InspectorView(workbench().inspectorFrame());
  let port = '';

  /** Where the keyboard is in the window: a place of it, and what that is called. */
  const focused = (): Promise<string> =>
    workbench().page.evaluate<string>(`(() => {
      const element = document.activeElement;
      if (element.matches('iframe.webview')) return 'a page';
      if (element.closest('.quick-input-widget')) return 'the quick input';
      if (element.closest('.monaco-editor')) return 'the editor';
      const pane = element.closest('.pane');
      return pane ? pane.querySelector('.pane-header').getAttribute('aria-label') : element.outerHTML.slice(0, 200);
    })()`);
  const isFocused = (place: RegExp): Promise<void> =>
    eventually(async () => {
      assert.match(await focused(), place);
    });
  /** What has the keyboard in the inspector's page, as it is said. */
  const isFocusedInPage = (said: RegExp): Promise<void> =>
    eventually(async () => {
      assert.equal(await focused(), 'a page');
      const body = await inspector().frame.locator('body').elementHandle({ timeout: 1000 });
      const name = await (await body.ownerFrame())?.evaluate<string>(FOCUSED);
      assert.match(name ?? '', said);
    });
  const heard = (sentence: RegExp): Promise<string> =>
    eventually(async () => {
      const said = await workbench().page.evaluate<string[]>('window.heardHere');
      const found = said.find((each) => sentence.test(each));
      assert.ok(found, `not heard: ${String(sentence)} among ${JSON.stringify(said)}`);
      return found;
    });
  const heardInPage = (sentence: string | RegExp): Promise<void> =>
    inspector().frame.locator('.heard, [role=status]').getByText(sentence).first().waitFor({ state: 'attached' });

  /** Runs a command from the palette, which takes the keyboard. */
  const command = async (title: string): Promise<void> => {
    await eventually(async () => {
      await press('F1');
      await workbench().quickInput.input.waitFor({ timeout: 2000 });
      await isFocused(/^the quick input$/);
      await workbench().page.keyboard.type(title.replace(/…$/, ''));
      await workbench().quickInput.row(title).waitFor({ timeout: 2000 });
    });
    await press('Enter');
  };
  /** Types into the box that asks, and takes what it offers. */
  const answer = async (question: RegExp, text: string): Promise<void> => {
    await eventually(async () => {
      assert.equal(await focused(), 'the quick input');
      const { input } = workbench().quickInput;
      const said = `${await input.getAttribute('placeholder')} ${await workbench().quickInput.message()}`;
      assert.match(said, question);
      // What was typed for another question is not an answer to this one.
      assert.equal(await input.inputValue(), '');
    });
    await workbench().page.keyboard.type(text);
    await press('Enter');
  };

  before(async () => {
    await workbench().page.evaluate(LISTEN);
    await writeFile(join(workbench().workspace, 'keys.wire'), WIRE);
  });

  it('listens', async () => {
    await command('Sockscope: Start Listener…');
    await answer(/^Port, tcp:/, '127.0.0.1:0');
    await answer(/What does the listener do by itself/, 'echo');
    const said = await heard(/^Listening at 127\.0\.0\.1:\d+\.$/);
    port = /(\d+)\.$/.exec(said)?.[1] ?? '';
  });

  it('dials', async () => {
    await command('Sockscope: Dial Endpoint…');
    await answer(/^Port, tcp:/, port);
    await heard(new RegExp(`^Dialled 127\\.0\\.0\\.1:${port}\\.$`));
    await heard(/^127\.0\.0\.1:\d+ has connected\.$/);
  });

  it('goes to the row of what was dialled, which says what it is, and into its inspector', async () => {
    await command('Sockscope: Focus on Sockets View');
    await isFocused(/^Sockets/);
    await press('End');
    const row = workbench().page.locator('.pane .monaco-list-row.focused');
    await eventually(async () => {
      assert.match(
        (await row.first().getAttribute('aria-label')) ?? '',
        new RegExp(
          `^Connection dialled from 127\\.0\\.0\\.1:\\d+ to 127\\.0\\.0\\.1:${port}, open, .*received 0 bytes, sent 0 bytes`,
        ),
      );
    });
    await press('Shift+Alt+F1');
    await isFocused(/^the editor$/);
    await new WireEditor(workbench()).waitForLine('Sockscope: Help for Sockets and Captures');
    await press('Control+w');
    await command('Sockscope: Focus on Sockets View');
    await isFocused(/^Sockets/);
    await press('Enter');
    await isFocused(/^a page$/);
  });

  it('sends from the composer, and hears what comes back', async () => {
    await press('Control+Shift+Enter');
    await isFocusedInPage(/^Payload to send$/);
    await workbench().page.keyboard.type('find the needle in here');
    await press('Enter');
    await heardInPage(/^Sent 23 bytes to /);
    await heardInPage(/^23 bytes received; the last chunk is number \d\.$/);
    await press('Escape');
    await isFocusedInPage(/^Bytes of the conversation$/);
  });

  it('inspects: headings, bytes, both byte orders', async () => {
    await press('Control+Home');
    await press('Control+Home');
    await isFocusedInPage(/^sent byte 0, hex 66, character f, in chunk 1$/);
    await press('Alt+ArrowDown');
    await isFocusedInPage(/received #2 .* 23 bytes$/);
    await press('ArrowDown');
    await isFocusedInPage(/^received byte 0, /);
    await press('Shift+ArrowRight');
    await heardInPage('2 bytes selected');
    await inspector().waitForValues({ u16: ['26217', '26982'] });
  });

  it('finds, and goes back to the bytes', async () => {
    await press('Control+f');
    await isFocusedInPage(/^Find$/);
    await workbench().page.keyboard.type('needle');
    await heardInPage('2 found');
    await press('Enter');
    await heardInPage(/^Match \d of 2: (?:sent|received) byte 9, in chunk [12]$/);
    await press('Escape');
    await isFocusedInPage(/^(?:sent|received) byte \d+, hex 6e, character n/);
  });

  it('copies, and is where it was after the palette', async () => {
    await press('Control+c');
    await heardInPage('Copied 6 bytes as hex');
    await eventually(async () => {
      assert.equal(await workbench().clipboard(), '6e 65 65 64 6c 65');
    });
    await press('F1');
    await isFocused(/^the quick input$/);
    await press('Escape');
    await isFocusedInPage(/^(?:sent|received) byte \d+, hex 6e, character n/);
  });

  it('reads the help where it is, and is back afterwards', async () => {
    for (const keys of [['Control+k', 'F1'], ['Shift+Alt+F1']]) {
      await press(...keys);
      await isFocused(/^the editor$/);
      await new WireEditor(workbench()).waitForLine('Sockscope: Help for the Inspector');
      await press('Control+w');
      await isFocusedInPage(/^(?:sent|received) byte \d+, hex 6e, character n/);
    }
  });

  it('edits and sends', async () => {
    await command('Sockscope: Edit and Send');
    await isFocused(/^the editor$/);
    await new WireEditor(workbench()).waitForLine('con > "needle"');
    await command('Sockscope: Run Wire Section');
    await heard(/^The section “.*” has passed\.$/);
    await isFocused(/^the editor$/);
  });

  it('runs a wire test that fails, hears why, and mends it', async () => {
    await press('Control+p');
    await isFocused(/^the quick input$/);
    await workbench().page.keyboard.type(join(workbench().workspace, 'keys.wire'));
    await workbench().quickInput.row('keys.wire').waitFor();
    await press('Enter');
    await isFocused(/^the editor$/);
    await press('Control+Home', 'Control+k', 'F1');
    await new WireEditor(workbench()).waitForLine('Sockscope: Help for Wire Files');
    // Only to be read: what is typed changes nothing.
    await workbench().page.keyboard.type('x');
    await new WireEditor(workbench()).waitForLine('Sockscope: Help for Wire Files');
    await press('Escape', 'Control+w');
    await new WireEditor(workbench()).waitForLine('### Greets');
    await isFocused(/^the editor$/);
    await command('Sockscope: Run Wire Section');
    await heard(/^The section “Greets” has failed: con received other bytes than expected: byte 3 is 6c, not 70\./);
    await isFocused(/^the editor$/);
    await press('Control+End', 'Shift+Home');
    await workbench().page.keyboard.type('con < "hello"');
    await press('Escape');
    await command('Sockscope: Run Wire Section');
    await heard(/^The section “Greets” has passed\.$/);
  });

  it('closes what is open, by the row', async () => {
    await command('Sockscope: Focus on Sockets View');
    await isFocused(/^Sockets/);
    await press('Home', 'Delete');
    await heard(new RegExp(`^127\\.0\\.0\\.1:${port} is closed\\.$`));
    await command('Sockscope: Close All Sockets');
    await command('Sockscope: Clear Closed Sockets');
    await eventually(async () => {
      assert.deepEqual(await socketRows(workbench()), []);
    });
  });
});
