import assert from 'node:assert/strict';
import { agentPermit, type Target } from '../../../src/agents/agentPermit';
import { AgentSockets } from '../../../src/agents/agentSockets';
import { callTool } from '../../../src/agents/callTool';
import type { AgentContext } from '../../../src/agents/context';
import { storedCaptures } from '../../../src/agents/storedCaptures';
import { TOOLS } from '../../../src/agents/tools';
import { SockscopeError } from '../../../src/base/error';
import { CaptureAccess } from '../../../src/capture/captureAccess';
import { CaptureStore } from '../../../src/capture/captureStore';
import { Engine } from '../../../src/engine/engine';
import { readConfinedFile } from '../../../src/wire/run/confinedFile';
import { makeTempFolder, type TempFolder } from '../../support/temp-folder';

/** What a tool returned: its JSON, of any shape. */
export type Result = Record<string, unknown>;

/** The tools over an engine and a store of their own, and nobody who would consent. `dispose()` ends all. */
export class AgentHarness {
  readonly workspace: string;
  readonly engine: Engine;
  readonly context: AgentContext;
  /** What somebody was asked for. */
  readonly asked: Target[] = [];
  readonly #folder: TempFolder;
  readonly #store: CaptureStore;
  readonly #access: CaptureAccess;
  /** Whether whoever is asked says yes. */
  consents = false;
  isTrusted = true;

  private constructor(folder: TempFolder) {
    this.#folder = folder;
    this.workspace = folder.path;
    this.#store = new CaptureStore({
      folder: `${folder.path}/captures`,
      application: 'test',
      maxCaptureBytes: () => 4e9,
    });
    this.#access = new CaptureAccess(this.#store);
    this.engine = new Engine({ record: this.#store.startRecording });
    const sockets = new AgentSockets(this.engine);
    this.context = {
      engine: this.engine,
      sockets,
      requireTrust: () => {
        if (!this.isTrusted) throw new SockscopeError('UNTRUSTED_WORKSPACE', 'Not trusted.');
      },
      permit: agentPermit({ sockets, folders: [this.workspace] }, (target) => {
        this.asked.push(target);
        return this.consents ? Promise.resolve() : Promise.reject(new SockscopeError('CONSENT_DECLINED', 'No.'));
      }),
      captures: { access: this.#access, list: () => storedCaptures(this.#store) },
      readFile: (path, limit) => readConfinedFile({ root: this.workspace, base: this.workspace }, path, limit),
    };
  }

  static async make(): Promise<AgentHarness> {
    return new AgentHarness(await makeTempFolder());
  }

  /** The text of what the tool returns. */
  async text(name: string, input: unknown = {}, signal = new AbortController().signal): Promise<string> {
    const tool = TOOLS.find((each) => each.name === name);
    assert.ok(tool, name);
    return (await callTool(tool, input, this.context, signal)).text;
  }

  async call(name: string, input: unknown = {}, signal?: AbortSignal): Promise<Result> {
    return JSON.parse(await this.text(name, input, signal)) as Result;
  }

  /** Calls it, and expects a failure with this code; its sentence. */
  async fails(name: string, input: unknown, code: string): Promise<string> {
    const { error, ...rest } = (await this.call(name, input)) as { error?: { code: string; message: string } };
    assert.ok(error, JSON.stringify(rest));
    assert.equal(error.code, code, error.message);
    return error.message;
  }

  /** A listener of the agent, a connection to it, and what the listener accepted. */
  async pair(
    listen: object = {},
  ): Promise<{ readonly listener: string; readonly dialled: string; readonly accepted: string }> {
    const listener = await this.call('listen', { address: 'tcp://127.0.0.1:0', ...listen });
    const dialled = await this.call('dial', { address: listener['address'] });
    const accepted = (): string | undefined =>
      [...this.engine.sockets].find((socket) => socket.kind === 'connection' && socket.parent === listener['socket'])
        ?.id;
    await this.until(() => accepted() !== undefined);
    return { listener: String(listener['socket']), dialled: String(dialled['socket']), accepted: accepted()! };
  }

  /** Settles when `condition` holds, looked at after each of the engine's events. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!condition()) return;
        this.engine.off('socket', look);
        this.engine.off('list', look);
        resolve();
      };
      this.engine.on('socket', look);
      this.engine.on('list', look);
      look();
    });
  }

  async dispose(): Promise<void> {
    await this.engine.closeAll();
    await this.#store.closeAll();
    await this.#access.closeAll();
    await this.#folder.remove();
  }
}
