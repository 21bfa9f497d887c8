import { html, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { HostLink } from '../../../src/webview/shared/hostLink';
import { text } from '../../../src/webview/shared/messageFields';
import { listenToHost, readData, type WebviewApi } from '../../../src/webview/shared/page';
import { PageElement } from '../../../src/webview/shared/pageElement';
import { translator } from '../../../src/webview/shared/strings';
import { STRINGS, type Requests, type ToPage, type Told } from './protocol';

declare const acquireVsCodeApi: () => WebviewApi<unknown>;

const vscode = acquireVsCodeApi();
const translate = translator<keyof typeof STRINGS>(STRINGS, readData('strings'));
const link = new HostLink<Requests, Told>((message) => {
  vscode.postMessage(message);
});

@customElement('second-page')
class SecondPage extends PageElement {
  @state() greeting = '';
  @state() private said = '';

  protected override render(): TemplateResult {
    return html`<h1>${this.greeting}</h1>
      <p>${this.said}</p>
      <button @click=${() => this.#add(2)}>2</button>
      <button @click=${() => this.#add(-1)}>-1</button>`;
  }

  async #add(amount: number): Promise<void> {
    try {
      this.said = translate('total', (await link.ask('add', { amount })).total);
    } catch (error) {
      this.said = error instanceof Error ? error.message : String(error);
    }
  }
}

const page = new SecondPage();
listenToHost<Requests, Told, ToPage>(link, { greeting: (fields) => ({ name: text(fields, 'name') }) }, ({ name }) => {
  page.greeting = translate('greeting', name);
});
document.body.append(page);
link.send({ type: 'ready' });
