import { InspectorPage } from './elements/inspectorPage';
import { asToPage } from './view/incoming';
import { HostLink } from './view/hostLink';
import { asSavedState } from './view/savedState';
import { asViewSettings } from './view/viewSettings';
import { translator } from './strings';
import type { ToHost } from './protocol';

/** What VS Code gives to the page of a webview; it can be asked for once only. */
interface VsCodeApi {
  postMessage(message: ToHost): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare const acquireVsCodeApi: () => VsCodeApi;

const vscode = acquireVsCodeApi();
const link = new HostLink((message) => {
  vscode.postMessage(message);
});
const page = new InspectorPage(link, translator(readJson('strings')), (place) => {
  vscode.setState(place);
});
page.viewer.restore(asSavedState(vscode.getState()), asViewSettings(readJson('settings')));

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  const message = asToPage(event.data);
  if (message) page.receive(message);
});
document.body.append(page);
link.send({ type: 'ready', layout: page.viewer.layout });

/** What the extension wrote into the page: the translated table, the settings. Without them the page is English, and has its defaults. */
function readJson(id: 'strings' | 'settings'): unknown {
  const text = document.getElementById(id)?.textContent;
  return text ? JSON.parse(text) : undefined;
}
