import assert from 'node:assert/strict';
import { pageHtml } from '../../../../src/ui/pages/pageHtml';

const SURROUNDINGS = {
  source: 'https://styles.test',
  asset: (name: string) => `vscode://assets/${name}?a&b`,
  language: 'en',
  translate: (text: string) => `${text}!`,
};

function build(data?: Readonly<Record<string, unknown>>): string {
  const page = { name: 'second', title: 'A & <B>', strings: { a: '</script><!--' }, styles: ['codicon.css'] };
  return pageHtml(page, SURROUNDINGS, data);
}

/** What the page reads out of its scripts. */
function dataOf(html: string, id: string): unknown {
  const [, json] = new RegExp(`id="${id}" nonce="[^"]+">(.*?)</script>`).exec(html) ?? [];
  return json === undefined ? undefined : JSON.parse(json);
}

describe('the document of a page', () => {
  it('lets in one nonce, which is another one each time, and styles and fonts of the extension', () => {
    const html = build();
    const nonce = /'nonce-([^']+)'/.exec(html)![1]!;
    assert.ok(Buffer.from(nonce, 'base64').length === 16);
    const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src https://styles.test; font-src https://styles.test`;
    assert.ok(html.includes(`content="${policy}"`), html);
    assert.ok(!html.includes('unsafe'));
    assert.equal(html.split('<script').length, html.split(`nonce="${nonce}"`).length);
    assert.notEqual(/'nonce-([^']+)'/.exec(build())![1], nonce);
  });

  it('holds translated strings and data, which end no script', () => {
    const html = build({ settings: { text: '</script><script>' }, none: undefined });
    assert.deepEqual(dataOf(html, 'strings'), { a: '</script><!--!' });
    assert.deepEqual(dataOf(html, 'settings'), { text: '</script><script>' });
    assert.equal(dataOf(html, 'none'), null);
    assert.equal(html.split('</script>').length, 5);
  });

  it('names its script and styles, and nothing gets out of an attribute or a title', () => {
    const html = build();
    assert.match(html, /src="vscode:\/\/assets\/second\.js\?a&amp;b"/);
    assert.match(html, /id="vscode-codicon-stylesheet" href="vscode:\/\/assets\/codicon\.css\?a&amp;b"/);
    assert.match(html, /<title>A &amp; &lt;B><\/title>/);
  });
});
