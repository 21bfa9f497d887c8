import { HostLink } from '../shared/hostLink';
import { listenToHost, readData, type WebviewApi } from '../shared/page';
import { InspectorPage } from './elements/inspectorPage';
import { PAGE_PARSERS } from './fields';
import type { Requests, ToHost, Told } from './protocol';
import type { StringKey } from './strings';
import { translator } from '../shared/strings';
import { asSavedState } from './view/savedState';
import { asViewSettings } from './view/viewSettings';

declare const acquireVsCodeApi: () => WebviewApi<ToHost>;

const vscode = acquireVsCodeApi();
const link = new HostLink<Requests, Told>((message) => {
  vscode.postMessage(message);
});
const strings = translator<StringKey>({}, readData('strings'), document.documentElement.lang);
const page = new InspectorPage(link, strings, (place) => {
  vscode.setState(place);
});
const saved = asSavedState(vscode.getState());
page.viewer.restore(saved, asViewSettings(readData('settings')));
if (saved?.draft) page.composer.restore(saved.conversation, saved.draft);

listenToHost(link, PAGE_PARSERS, (message) => {
  page.receive(message);
});
document.body.append(page);
link.send({ type: 'ready', layout: page.viewer.layout });
