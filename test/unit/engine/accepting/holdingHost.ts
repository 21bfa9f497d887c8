/** A process with two listeners that let clients wait; of one of them the next client may come in. */
import { parseEndpoint } from '../../../../src/engine/address/endpoint';
import { Engine } from '../../../../src/engine/engine';
import type { Listener } from '../../../../src/engine/listener';
import { FakeRecording } from '../fakeRecording';

const engine = new Engine({ record: (title) => new FakeRecording(title) });

async function listen(): Promise<Listener> {
  return (await engine.listen(parseEndpoint('tcp://127.0.0.1:0'), { accept: false })) as Listener;
}

void (async () => {
  const [blocked, armed] = [await listen(), await listen()];
  armed.startAccepting();
  process.stdout.write(
    JSON.stringify({ host: process.pid, acceptor: blocked.acceptingPid, armed: armed.acceptingPid }),
  );
})();
