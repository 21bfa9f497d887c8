import { css } from 'lit';

/** The whole page: it stands in the side bar, and is as narrow as that. */
export const socketPanelStyles = css`
  body {
    --dim: 78%;
    --line-color: var(--vscode-contrastBorder, var(--vscode-editorGroup-border, var(--vscode-panel-border)));
    --ground: var(--vscode-sideBar-background, var(--vscode-editor-background));
    --dim-color: color-mix(in srgb, var(--vscode-foreground) var(--dim), var(--ground));
    --sent-color: rgb(from var(--vscode-charts-orange, #d18616) r g b / 1);
    --own-color: var(--vscode-charts-blue, #3794ff);
    --peer-color: var(--vscode-charts-purple, #b180d7);
    margin: 0;
    padding: 0 10px 10px;
    background: var(--ground);
    color: var(--vscode-foreground);
    font-family: var(--vscode-font-family, system-ui);
    font-size: var(--vscode-font-size, 13px);
  }
  body.vscode-light {
    --dim: 88%;
  }
  body.vscode-high-contrast,
  body.vscode-high-contrast-light {
    --dim: 100%;
    --own-color: var(--vscode-foreground);
    --peer-color: var(--vscode-foreground);
  }
  sockscope-socket-panel code {
    background: none;
    padding: 0;
    color: inherit;
    font-family: var(--vscode-editor-font-family, monospace);
    font-size: 0.95em;
    overflow-wrap: anywhere;
  }
  h1 {
    margin: 6px 0 2px;
    font-size: 1.1em;
    overflow-wrap: anywhere;
  }
  .empty,
  .dim {
    color: var(--dim-color);
  }
  p {
    margin: 4px 0;
  }
  .waits {
    padding: 4px 8px;
    border-inline-start: 3px solid var(--own-color);
  }
  .waits.stuck {
    border: 1px solid var(--vscode-inputValidation-warningBorder, var(--sent-color));
    border-inline-start-width: 4px;
    background: var(--vscode-inputValidation-warningBackground, transparent);
    color: var(--vscode-inputValidation-warningForeground, var(--vscode-foreground));
  }
  .section {
    border-top: 1px solid var(--line-color);
    margin-top: 6px;
    padding-top: 4px;
  }
  .section > summary {
    padding: 2px 0;
    color: var(--vscode-sideBarSectionHeader-foreground, var(--vscode-foreground));
    font-weight: 600;
    cursor: pointer;
  }
  .facts {
    display: grid;
    grid-template-columns: fit-content(45%) minmax(0, 1fr);
    gap: 2px 10px;
    margin: 4px 0;
  }
  .facts dt {
    color: var(--dim-color);
  }
  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .link {
    padding: 2px 4px;
    border: 0;
    background: none;
    color: var(--vscode-textLink-foreground, var(--vscode-foreground));
    font: inherit;
    text-decoration: underline;
    cursor: pointer;
  }
  :focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }

  .states {
    display: block;
    width: 100%;
    max-width: 440px;
    margin: 4px auto;
  }
  .states text {
    fill: var(--vscode-foreground);
    font-size: 9.5px;
  }
  .states .cause {
    fill: var(--dim-color);
    font-size: 8.5px;
    paint-order: stroke;
    stroke: var(--ground);
    stroke-width: 2.5px;
  }
  .states .edge {
    fill: none;
    stroke: var(--dim-color);
    stroke-width: 0.8;
  }
  .states .arrow {
    fill: var(--dim-color);
  }
  .place rect {
    fill: var(--ground);
    stroke: var(--dim-color);
    stroke-width: 0.8;
  }
  .place.own rect:first-child {
    fill: var(--own-color);
    stroke: var(--own-color);
  }
  .place.own text {
    fill: var(--ground);
    font-weight: 700;
  }
  .place .peer-line {
    fill: none;
    stroke: var(--peer-color);
    stroke-width: 2;
    stroke-dasharray: 4 2;
  }
  .place.peer text {
    font-weight: 700;
  }
  .legend {
    display: flex;
    gap: 6px;
    align-items: center;
    justify-content: center;
    color: var(--dim-color);
  }
  .key {
    width: 16px;
    height: 10px;
    border-radius: 2px;
  }
  .key.own {
    background: var(--own-color);
  }
  .key.peer {
    margin-inline-start: 10px;
    border: 2px dashed var(--peer-color);
    box-sizing: border-box;
  }

  .bar {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 1px 8px;
    margin: 5px 0;
  }
  .bar-value {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .bar-line {
    grid-column: 1 / -1;
    width: 100%;
    height: 8px;
    outline: 1px solid var(--line-color);
  }
  .bar-track {
    fill: color-mix(in srgb, var(--vscode-foreground) 12%, transparent);
  }
  .bar-fill {
    fill: var(--own-color);
  }

  .call-search,
  .option input[type='number'] {
    box-sizing: border-box;
    padding: 3px 6px;
    border: 1px solid var(--vscode-input-border, var(--line-color));
    background: var(--vscode-input-background, transparent);
    color: var(--vscode-input-foreground, var(--vscode-foreground));
    font: inherit;
  }
  .call-search {
    width: 100%;
  }
  .call-search::placeholder {
    color: var(--vscode-input-placeholderForeground, var(--dim-color));
  }
  .option input[type='number'] {
    width: 9em;
  }
  .call-rows {
    max-height: 40vh;
    margin: 4px 0;
    padding: 0;
    overflow-y: auto;
    list-style: none;
  }
  .call-row {
    display: flex;
    flex-wrap: wrap;
    gap: 0 6px;
    box-sizing: border-box;
    width: 100%;
    min-height: 24px;
    align-items: center;
    padding: 1px 4px;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
  }
  button.call-row {
    cursor: pointer;
  }
  button.call-row:hover {
    background: var(--vscode-list-hoverBackground);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .call-time {
    margin-inline-start: auto;
    color: var(--dim-color);
    font-variant-numeric: tabular-nums;
  }
  .call.failed code {
    color: var(--vscode-errorForeground, inherit);
  }
  .call.waiting code {
    font-weight: 700;
  }
  .omitted {
    padding: 2px 4px;
    color: var(--dim-color);
    font-style: italic;
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin: 4px 0;
  }
  .action {
    min-height: 24px;
    padding: 2px 8px;
    border: 1px solid var(--vscode-button-border, var(--line-color));
    border-radius: 3px;
    background: var(--vscode-button-secondaryBackground, transparent);
    color: var(--vscode-button-secondaryForeground, var(--vscode-foreground));
    font: inherit;
    cursor: pointer;
  }
  .action:hover {
    background: var(--vscode-button-secondaryHoverBackground, var(--vscode-list-hoverBackground));
  }
  .option {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 8px;
    align-items: center;
    min-height: 24px;
    margin: 4px 0;
  }
  .option > .dim {
    flex-basis: 100%;
  }
  .c-lines dt {
    margin-top: 4px;
    color: var(--dim-color);
  }
  .status {
    position: fixed;
    inset: auto 8px 8px;
    padding: 4px 10px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
    background: var(--vscode-notifications-background, var(--ground));
    color: var(--vscode-notifications-foreground, var(--vscode-foreground));
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
  @media (forced-colors: active) {
    .place.own rect:first-child,
    .key.own,
    .bar-fill {
      forced-color-adjust: none;
      fill: Highlight;
      background: Highlight;
    }
    .place.own text {
      forced-color-adjust: none;
      fill: HighlightText;
    }
  }
`;
