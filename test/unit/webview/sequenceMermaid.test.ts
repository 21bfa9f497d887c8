import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MAX_MERMAID_STEPS, mermaidOf, mermaidText } from '../../../src/webview/inspector/view/sequenceMermaid';
import { contextOf, HOSTILE, partOf, step } from './steps';

/** Mermaid draws no more unless it is told to. */
const MAX_TEXT_SIZE = 50_000;

/** Every line that a diagram of ours may have. */
const LINE =
  /^(?:sequenceDiagram| {4}participant p\d as [^;\n]*(?:#\d+;[^;\n]*)*| {4}(?:p\d--?(?:>>|x)p\d|Note over p0,p\d): .*|)$/;

describe('mermaidOf', () => {
  it('draws recorded arrows whole, inferred ones dashed, and what happened as a note', () => {
    const text = mermaidOf(
      partOf([
        step({ kind: 'packet', flags: 'SYN', inferred: true }),
        step({ direction: 'received', text: 'hello\r\n' }),
        step({ kind: 'gap', direction: 'received', size: 3 }),
        step({ kind: 'event', label: 'we sent RST', flags: 'RST' }),
        step({ kind: 'event', label: 'closed' }),
      ]),
    );
    assert.equal(
      text,
      `sequenceDiagram
    participant p0 as 127.0.0.1:9000
    participant p1 as 127.0.0.1:51234
    p0-->>p1: SYN (inferred, not recorded)
    p1->>p0: recv = 7 hello␍␊
    Note over p0,p1: 3 bytes missing in the capture
    p0-xp1: we sent RST
    Note over p0,p1: closed
`.replace('␍␊', '#9229;#9226;'),
    );
  });

  it('has a line for each peer, and one for those beyond', () => {
    const steps = ['1.2.3.4:1', '1.2.3.4:2', '1.2.3.4:9'].map((peer) => step({ text: 'x', peer }));
    const text = mermaidOf(partOf(steps, contextOf({ scheme: 'udp', remote: '' }), ['1.2.3.4:1', '1.2.3.4:2']));
    assert.match(text, /participant p2 as 1\.2\.3\.4:2\n {4}participant p3 as other peers\n/);
    assert.match(text, /p0->>p3: sendto\(1\) 1\.2\.3\.4:9 x\n/);
  });

  it('lets nothing that bytes, names or errors hold mean anything', () => {
    const context = contextOf({ local: `unix:${HOSTILE}` });
    const text = mermaidOf(partOf([step({ text: HOSTILE }), step({ kind: 'event', label: HOSTILE })], context));
    for (const line of text.split('\n')) assert.match(line, LINE);
    assert.ok(!text.includes('<') && !text.includes('"'));
  });

  it('writes any text in one line, without what Mermaid reads', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.match(mermaidText(text), /^(?:[^;#<>"&%{}[\]\\`\p{Control}]|#\d+;)*$/u);
      }),
    );
  });

  it('stays within what Mermaid draws, however long the steps are', () => {
    const steps = Array.from({ length: MAX_MERMAID_STEPS }, () => step({ text: '<'.repeat(48), size: 1e6 }));
    assert.ok(mermaidOf(partOf(steps)).length < MAX_TEXT_SIZE);
  });
});
