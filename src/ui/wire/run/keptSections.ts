import * as vscode from 'vscode';
import type { Engine } from '../../../engine/engine';
import { isEnded } from '../../../engine/socketInfo';
import type { VariableValue } from '../../../wire/payload/value';
import { isSendable } from '../../sockets/socketItem';
import type { SocketChanges } from '../../sockets/socketChanges';
import type { BytesSocket } from '../../sockets/socketNode';

/** What a section left open: its sockets by their names, and what `{{name}}` stands for. */
export interface KeptSection {
  readonly sockets: ReadonlyMap<string, string>;
  readonly variables: ReadonlyMap<string, VariableValue>;
  /** The engine's ids of all that its steps opened. */
  readonly opened: ReadonlySet<string>;
  readonly close: () => Promise<void>;
}

const idOf = (uri: vscode.Uri, section: string): string => `${uri.toString()}\n${section}`;

/** The sections that were run to be kept open. One whose sockets have all ended is forgotten. */
export class KeptSections implements vscode.Disposable {
  readonly #engine: Engine;
  readonly #kept = new Map<string, KeptSection & { readonly uri: vscode.Uri; readonly key: string }>();
  readonly #emitter = new vscode.EventEmitter<void>();
  readonly #listener: vscode.Disposable;
  readonly onDidChange = this.#emitter.event;

  constructor(engine: Engine, changes: SocketChanges) {
    this.#engine = engine;
    this.#listener = changes.onDidChange(() => {
      this.#forgetEnded();
    });
  }

  dispose(): void {
    this.#listener.dispose();
    this.#emitter.dispose();
  }

  keep(uri: vscode.Uri, section: string, kept: KeptSection): void {
    this.#kept.set(idOf(uri, section), { ...kept, uri, key: section });
    this.#emitter.fire();
  }

  /** All of them. */
  get all(): readonly { readonly uri: vscode.Uri; readonly key: string }[] {
    return [...this.#kept.values()];
  }

  find(uri: vscode.Uri, section: string): KeptSection | undefined {
    return this.#kept.get(idOf(uri, section));
  }

  /** The section's socket of that name, while something can be sent on it. */
  sendable(uri: vscode.Uri, section: string, name: string): BytesSocket | undefined {
    const id = this.find(uri, section)?.sockets.get(name);
    const socket = id === undefined ? undefined : this.#engine.find(id);
    return socket !== undefined && socket.kind !== 'listener' && isSendable(socket) ? socket : undefined;
  }

  /** Closes all that the section left open, and clears it from the list; settles then. */
  async close(uri: vscode.Uri, section: string): Promise<void> {
    const kept = this.find(uri, section);
    if (kept === undefined) return;
    this.#kept.delete(idOf(uri, section));
    await kept.close();
    this.#engine.clearEnded(kept.opened);
    this.#emitter.fire();
  }

  #forgetEnded(): void {
    for (const [id, kept] of this.#kept) {
      const isOpen = Array.from(kept.sockets.values(), (socket) => this.#engine.find(socket)).some(
        (socket) => socket !== undefined && !isEnded(socket.state),
      );
      if (isOpen) continue;
      this.#kept.delete(id);
      // Connections that its listeners accepted without a name may still be there. What ended by itself stays listed, for
      // whoever was looking at it.
      void kept.close();
      this.#emitter.fire();
    }
  }
}
