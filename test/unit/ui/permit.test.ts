import assert from 'node:assert/strict';
import { SockscopeError } from '../../../src/base/error';
import { parseEndpoint } from '../../../src/engine/address/endpoint';
import type { ConsentUse, NetworkUse } from '../../../src/engine/permission';
import { permitAfterConsent } from '../../../src/ui/safety/permit';

const listening = (address: string): NetworkUse => ({
  kind: 'listen',
  endpoint: parseEndpoint('tcp://localhost:9000'),
  binding: { scheme: 'tcp', address, family: 4, port: 9000, v6only: false },
});
const DIALLING: NetworkUse = { kind: 'dial', endpoint: parseEndpoint('192.0.2.1:9') };
const relaying = (target: string): NetworkUse => ({ kind: 'relay', target: parseEndpoint(target) });
const BROADCAST: NetworkUse = { kind: 'broadcast', to: { family: 'ip', address: '255.255.255.255', port: 9 } };

describe('ui/safety/permit', () => {
  const asked: ConsentUse[] = [];
  let isTrusted = true;
  let consents = true;
  const permit = permitAfterConsent({
    requireTrust: () => {
      if (!isTrusted) throw new SockscopeError('UNTRUSTED_WORKSPACE', 'no');
    },
    confirm: (use) => {
      asked.push(use);
      return Promise.resolve(consents);
    },
  });
  beforeEach(() => {
    asked.length = 0;
    isTrusted = true;
    consents = true;
  });

  it('asks before other machines are let in, or all of them spoken to', async () => {
    await permit(listening('127.0.0.1'));
    await permit(DIALLING);
    assert.deepEqual(asked, []);
    await permit(listening('0.0.0.0'));
    await permit(BROADCAST);
    await permit(relaying('tcp://localhost:9'));
    await permit(relaying('192.0.2.1:9'));
    assert.deepEqual(asked, [listening('0.0.0.0'), BROADCAST, relaying('192.0.2.1:9')]);
  });

  it('refuses what the user declines, and says what', async () => {
    consents = false;
    await assert.rejects(async () => permit(listening('0.0.0.0')), {
      code: 'CONSENT_DECLINED',
      message: 'Listening on tcp://localhost:9000 (0.0.0.0) was declined: nothing was opened.',
    });
    await assert.rejects(async () => permit(BROADCAST), {
      code: 'CONSENT_DECLINED',
      message: 'Sending to udp://255.255.255.255:9 was declined: nothing was sent.',
    });
  });

  it('refuses everything without trust, and asks nothing', async () => {
    isTrusted = false;
    for (const use of [listening('127.0.0.1'), listening('0.0.0.0'), DIALLING, BROADCAST]) {
      await assert.rejects(async () => permit(use), { code: 'UNTRUSTED_WORKSPACE' });
    }
    assert.deepEqual(asked, []);
  });
});
