import assert from 'node:assert/strict';
import { SERVICES } from '../../../../src/engine/services/services';
import { PAYLOAD_FUNCTIONS } from '../../../../src/wire/payload/functions';
import { allProblems, checkScript } from '../../../../src/wire/check/checker';
import { parseScript } from '../../../../src/wire/syntax/scriptParser';
import { completionPlaceOf } from '../../../../src/ui/wire/language/completionPlace';
import { addressOffer, offersAt, UNTYPED } from '../../../../src/ui/wire/language/completions';
import type { Offer } from '../../../../src/ui/wire/language/offer';
import { namesBefore } from '../../../../src/ui/wire/language/names';
import { SECTION_SNIPPETS } from '../../../../src/ui/wire/language/sectionSnippets';

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
      'tls://127.0.0.1:9000',
      'local:name',
    ]);
    assert.deepEqual(labels('x = listen udp'), ['udp://127.0.0.1:0']);
    assert.deepEqual(labels('x = listen udp://'), ['udp://127.0.0.1:0']);
    assert.ok(labels('con > "a" to ').includes('{{udp.host}}:{{udp.port}}'));
  });

  it('of a listener are its services and options, and behind the service the options', () => {
    const services = SERVICES.map(({ id }) => id);
    assert.deepEqual(labels('x = listen [::]:0 '), [...services, 'v6only', 'backlog', 'mode', 'accept']);
    assert.deepEqual(labels('x = listen [::]:0 echo '), ['v6only', 'backlog', 'mode', 'accept']);
    const words = ['greeting', 'keep', 'close', 'v6only', 'backlog'];
    assert.deepEqual(labels('x = listen [::]:0 reply "a b" ').slice(0, 5), words);
    assert.deepEqual(labels('x = listen [::]:0 mode '), ['concurrent', 'sequential', 'hybrid']);
    assert.deepEqual(labels('x = listen [::]:0 accept '), ['off', 'on']);
    assert.deepEqual(labels('srv accept '), ['off', 'on', 'one']);
    assert.ok(labels('x = listen [::]:0 reply ').includes('u16be'));
    assert.ok(labels('x = listen [::]:0 reply prefixed(u8, ').includes('u16be'));
    const reply = offersBehind('x = listen [::]:0 ').find(({ label }) => label === 'reply');
    assert.equal(reply?.snippet, 'reply ${1:"pong\\\\r\\\\n"}');
    const backlog = offersBehind('x = listen [::]:0 ').find(({ label }) => label === 'backlog');
    assert.equal(backlog?.snippet, 'backlog ${1:16}');
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
    assert.deepEqual(labels('con < ').slice(0, 8), [
      ...['until', 'exactly', 'recv', 'any', 'eof', 'reset', 'refused', 'silence'],
    ]);
  });

  it('of a state are those of TCP', () => {
    assert.deepEqual(labels('con is ').slice(0, 3), ['listen', 'syn-sent', 'syn-received']);
    assert.ok(labels('con is fin-').includes('fin-wait-2'));
  });

  it('of variables are names, and of sockets their properties', () => {
    assert.deepEqual(labels('con > "{{'), ['page', 'srv', 'udp', 'con']);
    assert.deepEqual(labels('con > "{{srv.'), ['host', 'port', 'peer']);
    assert.deepEqual(labels('con > "{{page.'), []);
  });

  it('are none once what is typed can be complete without them', () => {
    for (const line of ['listen 9', 'listen tcp://1', 'dial udp://127.0.0.1:9', 'dial unix:/', 'dial 127']) {
      assert.deepEqual(labels(`x = ${line}`), [], line);
    }
    for (const line of ['wait 2', 'con < silence 20', 'con > "a" within 1', 'con < "a" within 2s']) {
      assert.deepEqual(labels(line), [], line);
    }
  });

  it('stay in the list for what cannot be complete yet', () => {
    const filters = (line: string): unknown[] => offersBehind(line).map(({ label, filter }) => filter ?? label);
    assert.deepEqual(filters('x = listen '), ['{{page}}', 'tcp://', 'udp://', 'tls://', 'local:']);
    assert.deepEqual(filters('wait '), [UNTYPED, UNTYPED, UNTYPED, UNTYPED]);
    assert.equal(addressOffer('127.0.0.1:9000').filter, UNTYPED);
    assert.equal(addressOffer('"unix:/a b"').filter, UNTYPED);
  });

  it('of TLS and of multicast stand where those are spoken, or may be', () => {
    for (const line of ['dial tls://a:1 ', 'dial {{srv}} alpn "x" ']) {
      assert.deepEqual(labels(`x = ${line}`).slice(0, 4), ['insecure', 'alpn', 'servername', 'cert'], line);
      assert.equal(labels(`x = ${line}`).at(-1), 'within', line);
    }
    assert.deepEqual(labels('x = dial tcp://a:1 '), ['from', 'refused', 'within']);
    assert.deepEqual(labels('x = dial udp://239.7.7.7:9 '), [
      'ttl',
      'loopback',
      'interface',
      'from',
      'refused',
      'within',
    ]);
    assert.ok(!labels('x = listen tls://a:1 ').includes('ttl'));
    for (const line of ['listen tls://a:1 ', 'listen tls://a:1 echo ']) {
      assert.ok(labels(`x = ${line}`).includes('requestCert'), line);
      assert.ok(!labels(`x = ${line}`).includes('insecure'), line);
    }
    assert.ok(!labels('x = listen tcp://a:1 ').includes('requestCert'));
  });

  it('are what is typed before what goes on from there', () => {
    const place = completionPlaceOf('x = accept ');
    assert.ok(place);
    const text = 'srv2 = listen 0\nother = listen 0\nsrv = listen 0\ns = listen 0\n';
    const offers = offersAt(place, namesBefore(parseScript(text), text.length));
    assert.deepEqual(
      offers.map(({ label }) => label),
      ['s', 'srv', 'srv2', 'other'],
    );
  });

  it('are whole sections where one can begin, and nowhere else', () => {
    const snippets = (line: string): unknown[] =>
      offersBehind(line).filter(({ kind }) => kind === 'snippet').map(({ label }) => label); // prettier-ignore
    for (const name of ['section', 'client', 'server', 'udp']) assert.ok(snippets('').includes(name), name);
    const others = [
      'con > ',
      'con < ',
      'con ',
      'x = ',
      'x = dial ',
      'on ',
      'on srv ',
      'wait ',
      '@',
      '@eol = ',
      'con > "{{',
    ];
    for (const line of others) assert.deepEqual(snippets(line), [], line);
  });

  it('of whole sections are wire files without a mistake', () => {
    for (const { label, snippet } of SECTION_SNIPPETS) {
      const text = snippet!.replace(/\$\{\d+:([^}]*)\}|\$0/g, '$1').replaceAll('\\\\', '\\');
      assert.deepEqual(allProblems(checkScript(text)), [], label);
    }
  });

  it('of settings are their names and values', () => {
    assert.deepEqual(labels('@'), ['eol', 'parallel', 'refused']);
    assert.deepEqual(labels('@parallel = '), ['true', 'false']);
    assert.deepEqual(labels('@refused = '), ['fail', 'skip']);
    assert.deepEqual(labels('@other = '), []);
  });
});
