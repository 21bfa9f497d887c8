import assert from 'node:assert/strict';
import { cp, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import type { FrameLocator, Locator, Page } from 'playwright-core';

import { launchBrowser } from './browser';
import { eventually } from './eventually';
import { extensionHostsOf } from './extension-host';
import { readHostLogs } from './host-log';
import { installedExtensions } from './packaged-extension';
import { QuickInput, type Answer } from './quick-input';
import { QUIET_SETTINGS } from './quietSettings';
import { readStoredEditors } from './stored-editors';
import { makeTempFolder } from './temp-folder';
import { TreeView } from './tree-view';
import { requireTool } from './tools';
import { parseVsCodeName, PROJECT_ROOT, type VsCodeName } from './vscode-install';
import { startServer, writeSettings } from './vscode-server';
import { workbenchUrl } from './workbench-url';

/** Colour themes as the picker names them in every version, with the workbench's class for their kind. */
const THEME_CLASSES = {
  'Dark Modern': 'vs-dark',
  'Light Modern': 'vs',
  'Dark High Contrast': 'hc-black',
  'Light High Contrast': 'hc-light',
} as const;

export type Theme = keyof typeof THEME_CLASSES;

export const THEMES = Object.keys(THEME_CLASSES) as readonly Theme[];

export interface WorkbenchOptions {
  /** False opens the folder in Restricted Mode. True unless given. */
  readonly trust?: boolean;
  /** The user's settings, added to those that keep the workbench quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The user's keybindings. */
  readonly keybindings?: readonly object[];
  /** Pixels; 1280 by 800 unless given. */
  readonly viewport?: { readonly width: number; readonly height: number };
  /** The absolute path of an extension that runs besides; no notification toasts then. */
  readonly otherExtension?: string;
}

const SCREENSHOTS = join(PROJECT_ROOT, 'dist', 'screenshots');

/** In a browser the workbench stores its state every five seconds, when it is idle. */
const STORING_LIMIT_MS = 30_000;

/** A side bar that is not there after so many milliseconds is asked for anew. */
const SIDE_BAR_PATIENCE_MS = 2000;

/** The workbench comes up within seconds, a first installation of VS Code within minutes. */
const OPEN_LIMIT_MS = 300_000;

/**
 * For a `describe`: opens a workbench with the packaged extension and a copy of the samples before the first test,
 * closes it after the last. Call the result inside a test. A failed test leaves a screenshot and prints the logs.
 *
 * The VS Code is the newest, or the one that the environment variable SOCKSCOPE_VSCODE names (`floor`).
 */
export function useWorkbench(options: WorkbenchOptions = {}): () => Workbench {
  let workbench: Workbench | undefined;
  before(async function () {
    this.timeout(OPEN_LIMIT_MS);
    const chromium = requireTool(this, 'chromium');
    workbench = await Workbench.open(chromium, options);
  });
  afterEach(async function () {
    if (this.currentTest?.state === 'failed') {
      await workbench?.explainFailure(this.currentTest.fullTitle());
    }
  });
  after(async () => {
    await workbench?.close();
  });
  return () => {
    if (workbench === undefined) {
      throw new Error('useWorkbench() opens the workbench before the tests: call its result inside a test.');
    }
    return workbench;
  };
}

/** VS Code as a user sees it, and the verbs of using it. `page` is there for everything else. */
export class Workbench {
  readonly quickInput: QuickInput;
  private constructor(
    readonly page: Page,
    /** The folder that is open: a temporary copy of the samples. */
    readonly workspace: string,
    private readonly dataDir: string,
    private readonly serverPid: number,
    private readonly closers: readonly (() => Promise<void>)[],
  ) {
    this.quickInput = new QuickInput(page);
  }

  /** Opens a workbench of its own: server, browser, settings and workspace. See {@link useWorkbench}. */
  static async open(chromium: string, options: WorkbenchOptions = {}): Promise<Workbench> {
    const closers: (() => Promise<void>)[] = [];
    try {
      const folder = await makeTempFolder();
      closers.unshift(() => folder.remove());
      const workspace = join(folder.path, 'samples');
      const dataDir = join(folder.path, 'data');
      const version = chooseVersion();
      const extensionsDir = await installedExtensions(version);
      await cp(join(PROJECT_ROOT, 'samples'), workspace, { recursive: true });
      await writeSettings(dataDir, { ...QUIET_SETTINGS, ...options.settings });
      await writeFile(join(dataDir, 'data', 'User', 'keybindings.json'), JSON.stringify(options.keybindings ?? []));
      const { otherExtension: extension, trust = true } = options;
      const development = extension !== undefined;
      const server = await startServer({ version, dataDir, extensionsDir, trust, development });
      closers.unshift(() => server.stop());
      const browser = await launchBrowser(chromium);
      closers.unshift(() => browser.close());
      const page = await browser.newPage({ viewport: options.viewport ?? { width: 1280, height: 800 } });
      const workbench = new Workbench(page, workspace, dataDir, server.pid, closers);
      await page.goto(workbenchUrl(server, { workspace, ...(extension === undefined ? {} : { extension }) }));
      // Its icon tells that the extension's contributions are there.
      await workbench.#icon.waitFor();
      return workbench;
    } catch (error) {
      await closeAll(closers);
      throw error;
    }
  }

  get #icon(): Locator {
    return this.page.locator('.activitybar .action-item', { has: this.page.getByLabel('Sockscope') });
  }

  async close(): Promise<void> {
    await closeAll(this.closers);
  }

  /** Reloads the window: a new extension host, the same user, workspace and open tabs. */
  async reload(): Promise<void> {
    for (const name of await this.tabNames()) await this.waitUntilStored(JSON.stringify(name).slice(1, -1));
    await this.page.reload();
    await this.#icon.waitFor();
  }

  /** Waits until what a reload brings back contains this text; see {@link readStoredEditors}. */
  async waitUntilStored(text: string | RegExp): Promise<void> {
    // In a browser nothing is stored as long as a webview has the focus: the palette takes it.
    await this.quickInput.openPalette();
    await eventually(async () => {
      const stored = await readStoredEditors(this.page);
      assert.ok(typeof text === 'string' ? stored.includes(text) : text.test(stored), `${text} is not in ${stored}`);
    }, STORING_LIMIT_MS);
    await this.quickInput.cancel();
  }

  /** Kills the process that runs the window's extensions, as a crash of it would. */
  async killExtensionHost(): Promise<void> {
    for (const pid of await extensionHostsOf(this.serverPid)) process.kill(pid, 'SIGKILL');
  }

  /** The names of the open tabs. */
  tabNames(): Promise<string[]> {
    return this.page.evaluate<string[]>(
      `[...document.querySelectorAll('.tabs-container .tab')].map((tab) => tab.getAttribute('data-resource-name'))`,
    );
  }

  /** Runs a command from the palette by its whole title, such as `Sockscope: Start Listener…`, and answers its questions. */
  runCommand(title: string, ...answers: readonly Answer[]): Promise<void> {
    return this.quickInput.runCommand(title, ...answers);
  }

  /** Answers an input box. */
  answerInput(text: string): Promise<void> {
    return this.quickInput.answer(text);
  }

  /** Chooses from a quick pick by the label. */
  pickItem(label: string | RegExp): Promise<void> {
    return this.quickInput.pick(label);
  }

  /** Opens a file in an editor; `name` is its path within the workspace. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('Control+P');
    // By its whole path: a VS Code without its search program finds no others.
    await this.quickInput.type(join(this.workspace, name));
    await this.quickInput.pick(basename(name));
    await this.page.locator(`.tabs-container .tab.active[data-resource-name="${basename(name)}"]`).waitFor();
  }

  /** Shows the extension's side bar. */
  async showSideBar(): Promise<void> {
    const { pane } = this.tree('Sockets');
    await eventually(async () => {
      // A window that comes up may open the side bar just before the click, which then closes it.
      if ((await this.#icon.getAttribute('aria-expanded')) !== 'true') await this.#icon.click();
      await pane.waitFor({ timeout: SIDE_BAR_PATIENCE_MS });
    });
  }

  /** The number on the extension's icon in the activity bar; empty while it has none. */
  async badge(): Promise<string> {
    return (await this.#icon.locator('.badge-content').innerText()).trim();
  }

  /** What was copied last. */
  async clipboard(): Promise<string> {
    await this.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    return this.page.evaluate<string>('navigator.clipboard.readText()');
  }

  /** A tree view of the side bar by its name, such as `Sockets`. */
  tree(name: string): TreeView {
    return new TreeView(this.page, name);
  }

  /** The document of the webview that is shown: the inspector. */
  inspectorFrame(): FrameLocator {
    return this.page
      .locator('iframe.webview.ready')
      .filter({ visible: true })
      .last()
      .contentFrame()
      .frameLocator('#active-frame');
  }

  /** The notification toasts on screen whose text matches. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item').filter({ hasText: text });
  }

  /** The items of the status bar whose text matches. */
  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item').filter({ hasText: text });
  }

  /** The modal dialog. Its buttons: `dialog().getByRole('button', {name})`. */
  dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  /** Chooses a button of the modal dialog; resolves with the text that the dialog showed. */
  async answerDialog(button: string): Promise<string> {
    const text = await this.dialog().locator('.dialog-message-container').innerText();
    await this.dialog().getByRole('button', { name: button, exact: true }).click();
    await this.dialog().waitFor({ state: 'hidden' });
    return text;
  }

  /** Changes the colour theme; resolves when the workbench shows it. */
  async setTheme(theme: Theme): Promise<void> {
    await this.runCommand('Preferences: Color Theme');
    await this.quickInput.type(theme);
    await this.quickInput.pick(theme);
    await this.page.locator(`.monaco-workbench.${THEME_CLASSES[theme]}`).waitFor();
  }

  /** Saves what is on screen as dist/screenshots/NAME.png; resolves with the path. */
  async screenshot(name: string): Promise<string> {
    const path = join(SCREENSHOTS, `${name.replace(/[^\w.-]+/g, '-')}.png`);
    await this.page.screenshot({ path });
    return path;
  }

  /** Prints what helps to understand why a test failed. */
  async explainFailure(title: string): Promise<void> {
    console.error(`Screenshot: ${await this.screenshot(`failed ${title}`)}`);
    console.error(await readHostLogs(this.dataDir));
  }
}

/** The VS Code of these tests: see {@link useWorkbench}. */
export function chooseVersion(): VsCodeName {
  const wanted = process.env['SOCKSCOPE_VSCODE'] ?? 'newest';
  const version = parseVsCodeName(wanted);
  if (version === undefined) {
    throw new Error(`SOCKSCOPE_VSCODE must be floor or newest; it is "${wanted}".`);
  }
  return version;
}

async function closeAll(closers: readonly (() => Promise<void>)[]): Promise<void> {
  for (const close of closers) {
    await close();
  }
}
