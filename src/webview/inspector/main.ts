import { HostLink } from '../shared/hostLink';
import { listenToHost, readData, type WebviewApi } from '../shared/page';
import { InspectorPage } from './elements/inspectorPage';
import { PAGE_PARSERS } from './fields';
import type { Requests, ToHost, Told } from './protocol';
import { wordingFrom } from './strings';
import { asSavedState } from './view/savedState';
import { asViewSettings } from './view/viewSettings';

declare const acquireVsCodeApi: () => WebviewApi<ToHost>;

const vscode = acquireVsCodeApi();
const link = new HostLink<Requests, Told>((message) => {
  vscode.postMessage(message);
});
const page = new InspectorPage(link, wordingFrom(readData('strings')), (place) => {
  vscode.setState(place);
});
page.viewer.restore(asSavedState(vscode.getState()), asViewSettings(readData('settings')));

listenToHost(link, PAGE_PARSERS, (message) => {
  page.receive(message);
});
document.body.append(page);
link.send({ type: 'ready', layout: page.viewer.layout });
