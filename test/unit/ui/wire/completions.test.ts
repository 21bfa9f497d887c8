import assert from 'node:assert/strict';
import { PAYLOAD_FUNCTIONS } from '../../../../src/wire/payloadFunctions';
import { parseScript } from '../../../../src/wire/scriptParser';
import { completionPlaceOf } from '../../../../src/ui/wire/language/completionPlace';
import { offersAt, type Offer } from '../../../../src/ui/wire/language/completions';
import { namesBefore } from '../../../../src/ui/wire/language/names';

const TEXT = '@page = "x"\nsrv = listen tcp://127.0.0.1:0\nudp = listen udp://127.0.0.1:0\ncon = dial {{srv}}\n';

/** What is offered at the end of a line below `TEXT`. */
function offersBehind(line: string): Offer[] {
  const place = completionPlaceOf(line);
  assert.ok(place, line);
  return offersAt(place, namesBefore(parseScript(TEXT), TEXT.length));
}

const labels = (line: string): string[] => offersBehind(line).map(({ label }) => label);

describe('completions', () => {
  it('of a step begin with the sockets that there are', () => {
    assert.deepEqual(labels('').slice(0, 3), ['srv', 'udp', 'con']);
    for (const word of ['listen', 'dial', 'accept', 'on', 'wait', '###']) assert.ok(labels('').includes(word), word);
  });

  it('of accept and of rules are what listens', () => {
    assert.deepEqual(labels('x = accept '), ['srv', 'udp']);
    assert.deepEqual(labels('on '), ['srv', 'udp']);
  });

  it('of an address are listeners, constants and what addresses look like', () => {
    assert.deepEqual(labels('x = dial '), [
      '{{page}}',
      '{{srv}}',
      '{{udp}}',
      'tcp://127.0.0.1:9000',
      'udp://127.0.0.1:9000',
      'unix:/tmp/x.sock',
    ]);
    assert.deepEqual(labels('x = listen udp'), ['udp://127.0.0.1:0']);
    assert.ok(labels('con > "a" to ').includes('{{udp.host}}:{{udp.port}}'));
  });

  it('of a payload are all functions, each with an explanation and a snippet that is one', () => {
    const offers = offersBehind('con > ');
    for (const name of PAYLOAD_FUNCTIONS.keys()) {
      const offer = offers.find(({ label }) => label === name);
      assert.ok(offer?.info, name);
      assert.match(offer.snippet ?? '', new RegExp(`^${name}\\(.*\\)$`));
    }
    assert.ok(offers.some(({ label }) => label === 'to'));
    assert.ok(!labels('con < "a" ').includes('to'));
  });

  it('of an expectation are its words first', () => {
    assert.deepEqual(labels('con < ').slice(0, 6), ['until', 'exactly', 'any', 'eof', 'reset', 'silence']);
  });

  it('of variables are names, and of sockets their properties', () => {
    assert.deepEqual(labels('con > "{{'), ['page', 'srv', 'udp', 'con']);
    assert.deepEqual(labels('con > "{{srv.'), ['host', 'port', 'peer']);
    assert.deepEqual(labels('con > "{{page.'), []);
  });

  it('of settings are their names and values', () => {
    assert.deepEqual(labels('@'), ['eol', 'parallel']);
    assert.deepEqual(labels('@parallel = '), ['true', 'false']);
    assert.deepEqual(labels('@other = '), []);
  });
});
