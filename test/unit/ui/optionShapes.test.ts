import assert from 'node:assert/strict';
import { MULTICAST_OPTIONS } from '../../../src/engine/multicastOptions';
import { TLS_OPTIONS } from '../../../src/engine/tlsOptions';
import { DIAL_TLS_SHAPE, fieldNamesOf, LISTEN_TLS_SHAPE, MULTICAST_SHAPE } from '../../../src/ui/optionShapes';

const sorted = (names: readonly string[]): string[] => [...names].sort();

/** What arguments may say is what the engine's tables have. */
describe('ui/optionShapes', () => {
  it('has every option of groups', () => {
    assert.deepEqual(sorted(fieldNamesOf(MULTICAST_SHAPE)), sorted(MULTICAST_OPTIONS.map(({ id }) => id)));
  });

  for (const [operation, shape] of [
    ['listen', LISTEN_TLS_SHAPE],
    ['dial', DIAL_TLS_SHAPE],
  ] as const) {
    it(`has every option of TLS, to ${operation}`, () => {
      const options = TLS_OPTIONS.filter(({ operations }) => operations.includes(operation));
      assert.deepEqual(sorted(fieldNamesOf(shape)), sorted(options.map(({ id }) => id)));
    });
  }
});
