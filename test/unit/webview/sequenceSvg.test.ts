import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MAX_DRAWING } from '../../../src/webview/inspector/protocol';
import { MAX_SVG_STEPS, svgOf, xmlText } from '../../../src/webview/inspector/view/sequenceSvg';
import { contextOf, HOSTILE, partOf, step } from './steps';

/** The tags of a drawing, opening ones without their attributes. */
const tagsOf = (svg: string): string[] => Array.from(svg.matchAll(/<\/?([a-z]+)/g), ([, name]) => name!);

describe('svgOf', () => {
  it('draws each step, dashed where it is inferred, which the legend says', () => {
    const states = { states: ['SYN-SENT', 'SYN-RECEIVED'], changed: [true, true] } as const;
    const svg = svgOf(
      partOf([step({ kind: 'packet', flags: 'SYN', inferred: true, ...states }), step({ text: 'hello', ...states })]),
    );
    assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="\d+" height="\d+"/);
    assert.equal(svg.match(/stroke-dasharray="5 4"/g)?.length, 2);
    assert.match(svg, />inferred: done by the kernel, not seen</);
    assert.match(svg, />SYN-SENT</);
    assert.match(svg, />send\(5\) hello</);
  });

  it('has neither states nor a legend where there is nothing of that', () => {
    const svg = svgOf(partOf([step({ text: 'x' })], contextOf({ scheme: 'unix' })));
    assert.doesNotMatch(svg, /inferred|stroke-dasharray/);
  });

  it('has nothing but its own elements, whatever bytes, names and errors hold', () => {
    const context = contextOf({ local: `unix:${HOSTILE}` });
    const svg = svgOf(partOf([step({ text: HOSTILE }), step({ kind: 'event', label: HOSTILE })], context));
    const own = new Set(['svg', 'title', 'rect', 'text', 'line', 'path']);
    assert.deepEqual(
      tagsOf(svg).filter((tag) => !own.has(tag)),
      [],
    );
    assert.doesNotMatch(svg, /\p{Bidi_Control}|\p{Surrogate}/u);
  });

  it('writes no character that XML does not have', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.doesNotMatch(xmlText(text), /[<>"\ufffe\uffff]|\p{Control}|&(?!(?:amp|lt|gt|quot);)/u);
      }),
    );
  });

  it('is never longer than what is saved', () => {
    const steps = Array.from({ length: MAX_SVG_STEPS }, () => step({ text: '<'.repeat(48), size: 1e6 }));
    assert.ok(svgOf(partOf(steps)).length < MAX_DRAWING);
  });
});
