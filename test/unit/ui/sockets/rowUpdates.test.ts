import assert from 'node:assert/strict';
import { PARENT_INTERVAL, RowUpdates } from '../../../../src/ui/sockets/rowUpdates';

interface Row {
  readonly name: string;
  readonly children: Row[];
  readonly parent?: Row;
  state: string;
  bytes: number;
}

/** Rows, VS Code, and a clock that the test moves. */
class Scene {
  readonly roots: Row[] = [];
  /** What VS Code was told to draw since somebody looked. */
  #fired: string[] = [];
  #time = 0;
  #waiting: { readonly action: () => void; readonly due: number } | undefined;
  readonly updates = new RowUpdates<Row>(
    {
      roots: () => [...this.roots],
      childrenOf: (row) => [...row.children],
      parentOf: ({ parent }) => parent,
      lookOf: ({ state, bytes }) => ({ state, counts: String(bytes) }),
    },
    (rows) => {
      this.#fired.push(rows ? rows.map(({ name }) => name).join(' ') : 'all');
    },
    {
      now: () => this.#time,
      later: (action, wait) => {
        this.#waiting = { action, due: this.#time + wait };
        return () => {
          this.#waiting = undefined;
        };
      },
    },
  );

  add(name: string, parent?: Row): Row {
    const row = { name, children: [], state: 'open', bytes: 0, ...(parent ? { parent } : {}) };
    (parent?.children ?? this.roots).push(row);
    return row;
  }

  /** A listener with connections, of which VS Code knows all. */
  listener(connections: number): { readonly listener: Row; readonly rows: readonly Row[] } {
    const listener = this.add('listener');
    const rows = Array.from({ length: connections }, (_, index) => this.add(`c${index}`, listener));
    this.updates.update([], true);
    this.readAll();
    this.fired();
    return { listener, rows };
  }

  readAll(): void {
    this.updates.listed(undefined, this.roots);
    for (const root of this.roots) this.draw(root);
    for (const root of this.roots) this.read(root);
  }

  draw(row: Row): void {
    this.updates.drawn(row, { state: row.state, counts: String(row.bytes) });
  }

  read(row: Row): void {
    this.updates.listed(row, [...row.children]);
    for (const child of row.children) this.draw(child);
  }

  /** Bytes come: a connection and its listener count them. */
  receive(row: Row): void {
    row.bytes++;
    if (row.parent) row.parent.bytes++;
    this.updates.update([row], false);
  }

  fired(): readonly string[] {
    const fired = this.#fired;
    this.#fired = [];
    return fired;
  }

  pass(milliseconds: number): void {
    this.#time += milliseconds;
    const waiting = this.#waiting;
    if (!waiting || waiting.due > this.#time) return;
    this.#waiting = undefined;
    waiting.action();
  }

  get lost(): string[] {
    return this.updates.forgotten().map(({ name }) => name);
  }
}

describe('ui/sockets/rowUpdates', () => {
  it('draws a connection alone, and its listener at most once a second', () => {
    const scene = new Scene();
    const { listener, rows } = scene.listener(2);
    scene.receive(rows[0]!);
    assert.deepEqual(scene.fired(), ['c0']);
    scene.draw(rows[0]!);
    scene.pass(PARENT_INTERVAL - 1);
    scene.receive(rows[1]!);
    assert.deepEqual(scene.fired(), ['c1']);
    scene.pass(1);
    assert.deepEqual(scene.fired(), ['listener']);
    scene.draw(listener);
    scene.read(listener);
    scene.pass(10 * PARENT_INTERVAL);
    assert.deepEqual(scene.fired(), [], 'nothing changed since');
  });

  it('draws nothing that looks as before', () => {
    const scene = new Scene();
    const { listener, rows } = scene.listener(1);
    scene.updates.update([listener, ...rows], true);
    scene.pass(PARENT_INTERVAL);
    assert.deepEqual(scene.fired(), []);
  });

  it('draws a listener at once that has none below it, another state or other connections', () => {
    const scene = new Scene();
    const { listener } = scene.listener(0);
    listener.bytes++;
    scene.updates.update([listener], false);
    assert.deepEqual(scene.fired(), ['listener']);
    scene.readAll();
    scene.add('new', listener);
    scene.updates.update([], true);
    assert.deepEqual(scene.fired(), ['listener']);
    scene.readAll();
    listener.state = 'closed';
    scene.updates.update([listener], false);
    assert.deepEqual(scene.fired(), ['listener']);
  });

  it('draws many rows below one by drawing that one, in its time', () => {
    const scene = new Scene();
    const { listener, rows } = scene.listener(51);
    for (const row of rows) row.bytes++;
    scene.updates.update(rows, false);
    assert.deepEqual(scene.fired(), []);
    scene.pass(PARENT_INTERVAL);
    assert.deepEqual(scene.fired(), ['listener']);
    scene.draw(listener);
  });

  it('draws the peers of a socket that changed, each alone', () => {
    const scene = new Scene();
    const { listener: socket, rows: peers } = scene.listener(2);
    peers[1]!.bytes++;
    socket.bytes++;
    scene.updates.update([socket], false);
    assert.deepEqual(scene.fired(), ['c1']);
  });

  it('draws all when there are other roots, and knows which of them VS Code does not know meanwhile', () => {
    const scene = new Scene();
    const { listener } = scene.listener(1);
    assert.deepEqual(scene.lost, []);
    scene.add('second');
    scene.updates.update([], true);
    assert.deepEqual(scene.fired(), ['all']);
    assert.deepEqual(scene.lost, ['listener', 'second', 'c0']);
    scene.updates.listed(undefined, scene.roots);
    for (const root of scene.roots) scene.draw(root);
    assert.deepEqual(scene.lost, ['c0']);
    scene.read(listener);
    assert.deepEqual(scene.lost, []);
  });
});
