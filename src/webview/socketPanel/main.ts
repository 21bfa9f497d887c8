import { HostLink } from '../shared/hostLink';
import { listenToHost, readData, type WebviewApi } from '../shared/page';
import { translator } from '../shared/strings';
import { SocketPanel } from './elements/socketPanel';
import { PANEL_PARSERS } from './fields';
import type { PanelRequests, PanelTold } from './protocol';
import type { PanelStringKey } from './strings';

declare const acquireVsCodeApi: () => WebviewApi<unknown>;

const vscode = acquireVsCodeApi();
const link = new HostLink<PanelRequests, PanelTold>((message) => {
  vscode.postMessage(message);
});
const page = new SocketPanel(link, translator<PanelStringKey>({}, readData('strings'), document.documentElement.lang));

listenToHost(link, PANEL_PARSERS, (message) => {
  page.receive(message);
});
document.body.append(page);
link.send({ type: 'ready' });
