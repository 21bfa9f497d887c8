import assert from 'node:assert/strict';
import { once } from 'node:events';
import { join } from 'node:path';
import { Connection } from '../../src/engine/connection';
import { parseEndpoint } from '../../src/engine/address/endpoint';
import { Engine } from '../../src/engine/engine';
import { eventually } from '../support/eventually';
import { killTools, spawnTool } from '../support/process';
import { requireTool, skipAloud } from '../support/tools';
import { makeTestStore, type TestStore } from '../unit/capture/recording';
import { Harness, ip, type RawPeer } from '../unit/engine/harness';
import { fields } from './tshark';

/** Milliseconds until what was on the wire is in a file and read, on a busy machine. */
const PATIENCE = 40_000;

type Until = (condition: () => boolean) => Promise<void>;

interface Scene {
  readonly connection: Connection;
  readonly peer: RawPeer;
}

/** One way to end, and the FINs and RSTs that both the wire and the capture must have: `us` is the side of the connection. */
interface Ending {
  readonly title: string;
  readonly end: (scene: Scene, until: Until) => Promise<void>;
  readonly signs: readonly string[];
}

/** The peer answers, and closes without having read: its system sends RST behind the answer. */
async function answerAndReset({ connection, peer }: Scene, until: Until): Promise<void> {
  const before = connection.state;
  void peer.write('abc');
  peer.socket.destroy();
  await until(() => connection.state !== before);
  // If that was taken for FIN, it goes on.
  await connection.close();
}

const ENDINGS: readonly Ending[] = [
  {
    title: 'the peer answers and closes without having read',
    end: async (scene, until) => {
      await scene.connection.send(new Uint8Array(1000));
      await answerAndReset(scene, until);
    },
    signs: ['peer RST'],
  },
  {
    title: 'the same behind our FIN',
    end: async (scene, until) => {
      await scene.connection.send(new Uint8Array(1000));
      await scene.connection.shutdownSending();
      await answerAndReset(scene, until);
    },
    signs: ['peer RST', 'us FIN'],
  },
  {
    title: 'the peer resets',
    end: async ({ connection, peer }) => {
      peer.socket.resetAndDestroy();
      await connection.closed;
    },
    signs: ['peer RST'],
  },
  {
    title: 'we reset',
    end: async ({ connection, peer }) => {
      peer.read();
      await connection.reset();
      await peer.closed();
    },
    signs: ['us RST'],
  },
  {
    title: 'the peer ends first, then we close',
    end: async ({ connection, peer }, until) => {
      peer.socket.end('abc');
      await until(() => connection.state === 'half-closed-remote');
      await connection.close();
      await peer.rest();
    },
    signs: ['peer FIN', 'us FIN'],
  },
  {
    title: 'we end first, then the peer',
    end: async ({ connection, peer }) => {
      await connection.shutdownSending();
      await peer.rest();
      peer.socket.end('abc');
      await connection.closed;
    },
    signs: ['peer FIN', 'us FIN'],
  },
  {
    title: 'we close at once, and the peer has to',
    end: async ({ connection, peer }) => {
      await connection.close();
      await peer.rest();
      peer.socket.end();
      await peer.closed();
    },
    signs: ['peer FIN', 'us FIN'],
  },
];

const FIELDS = ['tcp.srcport', 'tcp.dstport', 'tcp.flags.fin', 'tcp.flags.reset'] as const;

/** Who sent FIN and who RST, of packets between these two ports. */
function signsIn(packets: readonly (readonly string[])[], us: number, peer: number): string[] {
  const signs = packets.flatMap(([from, to, fin, reset]) => {
    const side = Number(from) === us && Number(to) === peer ? 'us' : 'peer';
    if (side === 'peer' && !(Number(from) === peer && Number(to) === us)) return [];
    return [...(isSet(fin) ? [`${side} FIN`] : []), ...(isSet(reset) ? [`${side} RST`] : [])];
  });
  return [...new Set(signs)].toSorted();
}

/** Versions of tshark print flags as `1` or as `True`. */
function isSet(flag: string | undefined): boolean {
  return flag === '1' || flag === 'True';
}

/** What is seen on the loopback interface, kept in a file by dumpcap. */
class Wire {
  readonly #tshark: string;
  readonly #path: string;

  private constructor(tshark: string, path: string) {
    this.#tshark = tshark;
    this.#path = path;
  }

  /** Undefined where this user may not listen. */
  static async watch(dumpcap: string, tshark: string, path: string): Promise<Wire | undefined> {
    const filter = 'tcp[tcpflags] & (tcp-syn|tcp-fin|tcp-rst) != 0';
    const running = spawnTool(dumpcap, ['-q', '-i', 'lo', '-f', filter, '-w', path]);
    const isListening = running.stderr.waitForText(/^File: /m).then(() => true);
    const isRefused = running.exited.then(() => false);
    const listens = await Promise.race([isListening, isRefused]);
    isListening.catch(() => undefined);
    return listens ? new Wire(tshark, path) : undefined;
  }

  /** All packets so far, once the one that came from this port is among them. */
  packetsUntil(port: number): Promise<string[][]> {
    return eventually(async () => {
      const packets = await fields(this.#tshark, this.#path, 'tcp', ...FIELDS);
      assert.ok(packets.some(([from]) => Number(from) === port));
      return packets;
    }, PATIENCE);
  }
}

describe('how connections end, on the wire and in the capture', function () {
  // tshark takes seconds to start on a busy machine.
  this.timeout(2 * PATIENCE);

  let harness: Harness;
  let test: TestStore;
  let tshark: string;
  let dumpcap: string;
  let engine: Engine;
  const recordings: ReturnType<TestStore['begin']>[] = [];

  before(function () {
    if (process.platform !== 'linux') this.skip();
    tshark = requireTool(this, 'tshark');
    dumpcap = requireTool(this, 'dumpcap');
  });
  beforeEach(async () => {
    harness = new Harness();
    test = await makeTestStore();
    engine = new Engine({
      record: () => {
        const begun = test.begin();
        recordings.push(begun);
        return begun.recording;
      },
    });
  });
  afterEach(async () => {
    await harness.dispose();
    await engine.closeAll();
    await killTools();
    await test.remove();
    recordings.length = 0;
  });

  it('is the same', async function () {
    const server = await harness.serve();
    const endpoint = parseEndpoint(`tcp://127.0.0.1:${server.port}`);
    const dial = async (): Promise<Scene & { port: number }> => {
      const accepted = server.accept();
      const connection = await engine.dial(endpoint);
      assert.ok(connection instanceof Connection);
      return { connection, peer: await accepted, port: ip(connection.local).port };
    };
    /** Connects and leaves; the port that it came from. */
    const knock = async (): Promise<number> => {
      const { connection, port } = await dial();
      await connection.reset();
      return port;
    };
    const until: Until = async (condition) => {
      while (!condition()) await once(engine, 'socket');
    };

    const wire = await Wire.watch(dumpcap, tshark, join(test.store.folder, 'wire.pcapng'));
    if (wire === undefined) return skipAloud(this, 'this user may not listen on the loopback interface');
    const ended: { readonly ending: Ending; readonly port: number; readonly path: string }[] = [];
    for (const ending of ENDINGS) {
      const { port, ...scene } = await dial();
      const { recording, path } = recordings.at(-1)!;
      await ending.end(scene, until);
      await recording.close();
      ended.push({ ending, port, path });
    }
    const seen = await wire.packetsUntil(await knock());

    for (const { ending, port, path } of ended) {
      const recorded = await fields(tshark, path, 'tcp', ...FIELDS);
      assert.deepEqual(signsIn(seen, port, server.port), ending.signs, `on the wire: ${ending.title}`);
      assert.deepEqual(signsIn(recorded, port, server.port), ending.signs, `in the capture: ${ending.title}`);
    }
  });
});
