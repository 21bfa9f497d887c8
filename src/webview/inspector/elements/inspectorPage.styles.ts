import { css } from 'lit';

/** The data inspector where it lies below the bytes: wide and low, so that the types stand in columns. */
const INSPECTOR_BELOW = css`
  border-inline-start: 0;
  border-block-start: 1px solid var(--line-color);
  > sockscope-separator {
    inset: -3px 0 auto;
    width: auto;
    height: 6px;
  }
  .pane-title {
    display: inline;
  }
  .type-columns {
    columns: 400px auto;
    column-gap: 20px;
  }
  .type-heads {
    grid-template-columns: repeat(auto-fill, minmax(min(400px, 100%), 1fr));
    column-gap: 20px;
  }
`;

/** What all parts share: the page's layout, its colours and its messages. */
export const inspectorPageStyles = css`
  body {
    /* How much of a colour is left when it is mixed towards the foreground to be legible as text. */
    --tint: 72%;
    --dim: 72%;
    --line-color: var(--vscode-contrastBorder, var(--vscode-editorGroup-border, var(--vscode-panel-border)));
    --dim-color: color-mix(in srgb, var(--vscode-editor-foreground) var(--dim), var(--vscode-editor-background));
    /* Without the transparency that a theme may give them: orange is by default that of a highlight in the minimap. */
    --sent-base: rgb(from var(--vscode-charts-orange, #d18616) r g b / 1);
    --received-base: rgb(from var(--vscode-charts-blue, #3794ff) r g b / 1);
    --sent-color: color-mix(in srgb, var(--sent-base) var(--tint), var(--vscode-editor-foreground));
    --received-color: color-mix(in srgb, var(--received-base) var(--tint), var(--vscode-editor-foreground));
    --control-color: color-mix(
      in srgb,
      var(--vscode-charts-purple, #b180d7) var(--tint),
      var(--vscode-editor-foreground)
    );
    --live-color: var(--vscode-charts-green, #89d185);
  }
  body.vscode-light,
  body.vscode-high-contrast-light {
    --tint: 55%;
    --dim: 80%;
  }
  body.vscode-high-contrast {
    --dim: 100%;
  }

  html,
  body {
    height: 100%;
    margin: 0;
    padding: 0;
    overflow: hidden;
    background: var(--vscode-editor-background);
    color: var(--vscode-editor-foreground);
    font-family: var(--vscode-font-family, system-ui);
    font-size: var(--vscode-font-size, 13px);
  }
  sockscope-inspector {
    display: flex;
    flex-direction: column;
    height: 100%;
    --bytes-font: 'Sockscope Control Pictures', var(--vscode-editor-font-family, monospace);
  }
  /* The editor gives code a background of its own, on which not every theme's text can be read. */
  sockscope-inspector code {
    background: none;
  }
  .capture-notices {
    padding: 4px 12px;
    border-bottom: 1px solid var(--line-color);
    background: var(--vscode-inputValidation-warningBackground, transparent);
    color: var(--vscode-inputValidation-warningForeground, var(--vscode-editor-foreground));
  }
  .capture-notices .codicon {
    vertical-align: text-bottom;
    color: var(--vscode-editorWarning-foreground);
  }
  .capture-notices summary {
    cursor: pointer;
  }
  .capture-notices ul {
    margin: 4px 0;
    max-height: 30vh;
    overflow-y: auto;
  }
  .panes {
    flex: 1;
    min-height: 0;
    display: grid;
    /* What the rows leave, so that no text is cut off beside an idle pane: 72ch of the editor's font, and a scroll bar. */
    font-family: var(--bytes-font);
    font-size: var(--vscode-editor-font-size, 13px);
    --inspector: clamp(80px, var(--pane-side, clamp(264px, 100% - 72ch - 17px, 470px)), 100% - 80px);
    --inspector-below: clamp(80px, var(--pane-below, 45%), 100% - 80px);
    --list: clamp(80px, var(--pane-list, 250px), 60%);
    grid-template-columns: minmax(0, 1fr) var(--inspector);
    grid-template-rows: minmax(0, 1fr);
  }
  .panes.with-list {
    --inspector: clamp(
      80px,
      var(--pane-side, clamp(264px, 100% - 72ch - 17px - var(--pane-list, 250px), 470px)),
      100% - 160px
    );
    grid-template-columns: var(--list) minmax(0, 1fr) var(--inspector);
  }
  /* A folded pane leaves its heading. */
  .panes.without-inspector {
    --inspector: 28px !important;
    --inspector-below: 26px !important;
  }
  .pane-head {
    display: flex;
    align-items: center;
    gap: 3px;
    min-width: 24px;
    min-height: 24px;
    padding: 0 6px 0 2px;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    letter-spacing: inherit;
    text-align: start;
    text-transform: inherit;
    cursor: pointer;
  }
  .pane-head:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  .bytes-pane > .pane-head {
    flex: none;
    font-size: 11px;
    font-weight: 600;
    text-transform: uppercase;
    letter-spacing: 0.04em;
  }
  .bytes-pane.folded > :not(.pane-head, sockscope-find-bar) {
    display: none;
  }
  .without-inspector .pane-title {
    display: none;
  }
  .conversations {
    position: relative;
    min-width: 0;
    min-height: 0;
    display: grid;
    grid-template-rows: minmax(0, 1fr);
  }
  .center,
  .panes > aside {
    font-family: var(--vscode-font-family, system-ui);
    font-size: var(--vscode-font-size, 13px);
  }
  sockscope-messages-pane,
  sockscope-ladder-pane {
    display: contents;
  }
  .center {
    min-width: 0;
    min-height: 0;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    grid-template-rows: minmax(0, 1fr);
  }
  .bytes-pane {
    position: relative;
    min-width: 0;
    min-height: 0;
    display: flex;
    flex-direction: column;
  }
  .bytes-pane sockscope-hex-view {
    flex: 1;
  }
  .panes > aside {
    container-type: size;
    position: relative;
    display: grid;
    grid-template: minmax(0, 1fr) / minmax(0, 1fr);
    min-height: 0;
    min-width: 0;
    border-inline-start: 1px solid var(--line-color);
  }
  /* Too narrow for three, the inspector one in which numbers of 64 bits fit in a line: it goes below the bytes. */
  @media (max-width: 1250px) {
    .panes.with-list {
      --list: clamp(80px, var(--pane-list, 220px), 60%);
      grid-template-columns: var(--list) minmax(0, 1fr);
      grid-template-rows: minmax(0, 1fr) var(--inspector-below);
    }
    .with-list .conversations {
      grid-row: span 2;
    }
    .with-list > aside {
      ${INSPECTOR_BELOW}
    }
  }
  /* Too narrow for a list: the toolbar has a picker instead. */
  @media (max-width: 700px) {
    .panes.with-list {
      grid-template-columns: minmax(0, 1fr);
    }
    .with-list .conversations {
      display: none;
    }
  }
  @media (max-width: 1000px) {
    .panes:not(.with-list) {
      grid-template-columns: minmax(0, 1fr);
      grid-template-rows: minmax(0, 1fr) var(--inspector-below);
    }
    .panes > aside {
      ${INSPECTOR_BELOW}
    }
  }

  /* Little height, and three panes one below the other. */
  @media (max-height: 560px) {
    .panes:has(.center.messages) {
      --inspector-below: clamp(80px, var(--pane-below, 36%), 100% - 80px);
    }
  }

  /* Too low for one below the other, as where a window is zoomed by much: each gets all of the height, and they scroll. */
  @media (max-width: 1250px) and (max-height: 320px) {
    .panes.with-list {
      grid-template-rows: repeat(2, 100%);
      overflow-y: auto;
    }
    .with-list .conversations {
      grid-row: 1;
    }
    .with-list > aside {
      grid-column: 1 / -1;
    }
  }
  @media (max-width: 1000px) and (max-height: 320px) {
    .panes:not(.with-list) {
      grid-template-rows: repeat(2, 100%);
      overflow-y: auto;
    }
  }

  .empty {
    flex: 1;
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 6px;
    padding: 24px;
    text-align: center;
    text-wrap: balance;
  }
  .empty p {
    margin: 0;
    max-width: 60ch;
  }
  .empty .codicon {
    margin-bottom: 6px;
    font-size: 32px;
    color: var(--dim-color);
  }
  .empty .hint {
    color: var(--dim-color);
  }
  .pill {
    position: absolute;
    inset: auto auto 14px 50%;
    z-index: 1;
    translate: -50% 0;
    display: inline-flex;
    align-items: center;
    gap: 5px;
    max-width: 90%;
    padding: 3px 12px 3px 8px;
    border: 1px solid var(--vscode-button-border, var(--vscode-contrastBorder, transparent));
    border-radius: 12px;
    background: var(--vscode-button-background);
    color: var(--vscode-button-foreground);
    box-shadow: 0 1px 5px var(--vscode-widget-shadow, transparent);
    font: inherit;
    cursor: pointer;
  }
  .pill:hover {
    background: var(--vscode-button-hoverBackground);
  }
  .pill:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 2px;
  }
  .empty.over {
    position: absolute;
    inset: 30% 0 auto;
    pointer-events: none;
  }

  .problem {
    display: flex;
    align-items: center;
    gap: 12px;
    margin: 8px 12px;
    padding: 6px 10px;
    border: 1px solid var(--vscode-inputValidation-errorBorder, var(--line-color));
    background: var(--vscode-inputValidation-errorBackground, transparent);
    color: var(--vscode-inputValidation-errorForeground, var(--vscode-foreground));
  }
  .problem p {
    flex: 1;
    margin: 0;
  }
  .button {
    padding: 4px 12px;
    border: 1px solid var(--vscode-button-border, transparent);
    border-radius: 3px;
    background: var(--vscode-button-background);
    color: var(--vscode-button-foreground);
    font: inherit;
    cursor: pointer;
  }
  .button:hover {
    background: var(--vscode-button-hoverBackground);
  }

  .status {
    position: absolute;
    inset: auto auto 12px 50%;
    z-index: 2;
    max-width: min(60ch, 90%);
    translate: -50% 0;
    padding: 4px 10px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
    border-radius: 4px;
    background: var(--vscode-notifications-background, var(--vscode-editor-background));
    color: var(--vscode-notifications-foreground, var(--vscode-foreground));
    box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
  }
  .status:empty {
    display: none;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
