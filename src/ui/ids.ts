/** Every id that package.json declares too; a test holds the two against each other. */
export const COMMANDS = {
  startListener: 'sockscope.startListener',
  dialEndpoint: 'sockscope.dialEndpoint',
  dialAgain: 'sockscope.dialAgain',
  listenAgain: 'sockscope.listenAgain',
  editAddress: 'sockscope.editAddress',
  sendPayload: 'sockscope.sendPayload',
  sendSelection: 'sockscope.sendSelection',
  sendSelectionAsHex: 'sockscope.sendSelectionAsHex',
  sendSelectionAsPayload: 'sockscope.sendSelectionAsPayload',
  sendFile: 'sockscope.sendFile',
  inspectBytes: 'sockscope.inspectBytes',
  goTo: 'sockscope.goTo',
  goToComposer: 'sockscope.goToComposer',
  inspectText: 'sockscope.inspectText',
  copyAs: 'sockscope.copyAs',
  copyAsExpectation: 'sockscope.copyAsExpectation',
  sendAgain: 'sockscope.sendAgain',
  sendAgainTo: 'sockscope.sendAgainTo',
  editAndSend: 'sockscope.editAndSend',
  selectForCompare: 'sockscope.selectForCompare',
  compareWith: 'sockscope.compareWith',
  shutdownSending: 'sockscope.shutdownSending',
  closeSocket: 'sockscope.closeSocket',
  resetSocket: 'sockscope.resetSocket',
  pauseReceiving: 'sockscope.pauseReceiving',
  resumeReceiving: 'sockscope.resumeReceiving',
  receiveNext: 'sockscope.receiveNext',
  stopAccepting: 'sockscope.stopAccepting',
  startAccepting: 'sockscope.startAccepting',
  acceptOne: 'sockscope.acceptOne',
  whoHasPort: 'sockscope.whoHasPort',
  machineSockets: 'sockscope.machineSockets',
  lookUp: 'sockscope.lookUp',
  showSocketPanel: 'sockscope.showSocketPanel',
  joinGroup: 'sockscope.joinGroup',
  leaveGroup: 'sockscope.leaveGroup',
  closeAllSockets: 'sockscope.closeAllSockets',
  closeAgentSockets: 'sockscope.closeAgentSockets',
  clearClosed: 'sockscope.clearClosed',
  inspectFocusedRow: 'sockscope.inspectFocusedRow',
  closeFocusedRow: 'sockscope.closeFocusedRow',
  copyAddress: 'sockscope.copyAddress',
  copyAsCommand: 'sockscope.copyAsCommand',
  resumeRecording: 'sockscope.resumeRecording',
  openCapture: 'sockscope.openCapture',
  inspectCapture: 'sockscope.inspectCapture',
  renameCapture: 'sockscope.renameCapture',
  saveCaptureAs: 'sockscope.saveCaptureAs',
  exportConversation: 'sockscope.exportConversation',
  deleteCapture: 'sockscope.deleteCapture',
  copyCapturePath: 'sockscope.copyCapturePath',
  revealCapture: 'sockscope.revealCapture',
  pinCapture: 'sockscope.pinCapture',
  unpinCapture: 'sockscope.unpinCapture',
  filterCaptures: 'sockscope.filterCaptures',
  clearCaptureFilter: 'sockscope.clearCaptureFilter',
  newWireFile: 'sockscope.newWireFile',
  runSection: 'sockscope.runSection',
  runSectionAndKeepOpen: 'sockscope.runSectionAndKeepOpen',
  runInTerminal: 'sockscope.runInTerminal',
  stopSection: 'sockscope.stopSection',
  closeSectionSockets: 'sockscope.closeSectionSockets',
  sendStep: 'sockscope.sendStep',
  inspectReceived: 'sockscope.inspectReceived',
  openAccessibilityHelp: 'sockscope.openAccessibilityHelp',
  openDocumentation: 'sockscope.openDocumentation',
  openSamples: 'sockscope.openSamples',
  openWalkthrough: 'sockscope.openWalkthrough',
} as const;

/** For keybindings and other extensions: hidden from the palette, but declared, so that they activate the extension. */
export const API_COMMANDS = {
  listSockets: 'sockscope.listSockets',
  readBytes: 'sockscope.readBytes',
  socketState: 'sockscope.socketState',
} as const;

export const VIEWS = {
  sockets: 'sockscope.sockets',
  socketPanel: 'sockscope.socketPanel',
  captures: 'sockscope.captures',
} as const;

export const LANGUAGE_IDS = { wire: 'wire' } as const;

export const MCP_PROVIDERS = { agents: 'sockscope.agents' } as const;

export const EDITORS = { inspector: 'sockscope.inspector' } as const;

/** The pages of the package, each `docs/NAME.md`. */
export const DOCUMENTATION = [
  'endpoints',
  'payloads',
  'inspector',
  'accessibility',
  'captures',
  'wire',
  'terminal',
  'agents',
  'api',
  'settings',
  'systems',
  'measured',
] as const;

/** *Getting Started*: the ids of its steps, in their order. */
export const WALKTHROUGH = {
  id: 'start',
  steps: { listen: 'listen', dial: 'dial', send: 'send', inspect: 'inspect', run: 'run' },
} as const;

export const SETTING_KEYS = {
  section: 'sockscope',
  connectionLimit: 'listener.connectionLimit',
  dialTimeout: 'dial.timeout',
  lineEnd: 'send.lineEnd',
  openOnDial: 'inspector.openOnDial',
  inspectorView: 'inspector.view',
  bytesPerRow: 'inspector.bytesPerRow',
  groupSize: 'inspector.groupSize',
  groupOrder: 'inspector.groupOrder',
  textEncoding: 'inspector.textEncoding',
  times: 'inspector.times',
  maxCaptureSize: 'capture.maxSize',
  retainedCaptures: 'capture.retainedCaptures',
  retainedTestRuns: 'capture.retainedTestRuns',
  retainedSize: 'capture.retainedSize',
  programOnPath: 'terminal.programOnPath',
} as const;

/** Used in the `when` clauses of package.json. */
export const CONTEXT_KEYS = {
  hasSockets: 'sockscope.hasSockets',
  hasOpenSockets: 'sockscope.hasOpenSockets',
  hasConnections: 'sockscope.hasConnections',
  hasDatagramSockets: 'sockscope.hasDatagramSockets',
  hasAccepting: 'sockscope.hasAccepting',
  hasHolding: 'sockscope.hasHolding',
  hasUnrecorded: 'sockscope.hasUnrecorded',
  canDialAgain: 'sockscope.canDialAgain',
  canListenAgain: 'sockscope.canListenAgain',
  hasAgentSockets: 'sockscope.hasAgentSockets',
  capturesFiltered: 'sockscope.capturesFiltered',
  hasListened: 'sockscope.hasListened',
  hasDialled: 'sockscope.hasDialled',
  hasSent: 'sockscope.hasSent',
  hasReadBothOrders: 'sockscope.hasReadBothOrders',
  hasRunSection: 'sockscope.hasRunSection',
  sectionsRunning: 'sockscope.sectionsRunning',
  sectionsKeptOpen: 'sockscope.sectionsKeptOpen',
} as const;
