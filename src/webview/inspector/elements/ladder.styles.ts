import { css } from 'lit';

/** The ladder, and the bar over it. */
export const ladderStyles = css`
  sockscope-ladder {
    container-type: inline-size;
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
    font-family: var(--bytes-font);
    font-size: var(--vscode-editor-font-size, 13px);
    font-variant-ligatures: none;
    --row-height: round(2.5em, 1px);
  }
  .ladder-scroller {
    position: relative;
    flex: 1;
    min-height: 0;
    overflow: auto;
    overflow-anchor: none;
    outline: none;
  }
  .ladder-scroller:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  .ladder-content {
    min-height: 100%;
  }
  .ladder-view {
    position: sticky;
    top: var(--row-height);
    overflow: clip;
    contain: layout paint;
  }
  .ladder-row {
    box-sizing: border-box;
    display: grid;
    grid-template-columns: 16ch minmax(0, 1fr);
    gap: 0 1.5ch;
    height: var(--row-height);
    padding-inline: 1.5ch 2ch;
    line-height: var(--row-height);
    white-space: pre;
    outline: none;
    cursor: default;
  }
  .with-states .ladder-row {
    grid-template-columns: 16ch 12ch minmax(0, 1fr) 12ch;
  }
  .ladder-time,
  .ladder-state {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .ladder-time,
  .ladder-row:not(.ladder-head) .ladder-state {
    color: var(--dim-color);
    font-variant-numeric: tabular-nums;
  }
  .ladder-state {
    font-size: 0.85em;
    text-align: end;
  }
  .ladder-lane ~ .ladder-state {
    text-align: start;
  }
  .ladder-row.pinned {
    position: absolute;
    top: -100px;
    inset-inline: 0;
  }
  .ladder-head {
    position: sticky;
    top: 0;
    z-index: 1;
    color: var(--dim-color);
    background: var(--vscode-editor-background);
    box-shadow: 0 1px var(--line-color);
  }
  .ladder-head text {
    fill: var(--vscode-editor-foreground);
    font-weight: 600;
  }
  .ladder-head .ladder-now {
    fill: var(--dim-color);
    font-size: 0.85em;
    font-weight: normal;
  }
  .ladder-lane {
    position: relative;
    min-width: 0;
  }
  .ladder-drawing {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    overflow: visible;
  }
  .ladder-line {
    stroke: var(--dim-color);
    stroke-width: 1;
    opacity: 0.6;
  }
  .ladder-row {
    --arrow-color: var(--received-color);
  }
  .ladder-row.sent {
    --arrow-color: var(--sent-color);
  }
  .ladder-arrow,
  .ladder-cross {
    stroke: var(--arrow-color);
    stroke-width: 1.5;
    fill: none;
  }
  .ladder-cross {
    stroke: var(--vscode-errorForeground, currentColor);
    stroke-width: 2;
  }
  .ladder-tip {
    fill: var(--arrow-color);
  }
  .inferred .ladder-arrow,
  .ladder-legend .inferred {
    stroke-dasharray: 5 4;
  }
  .gap .ladder-arrow {
    stroke-dasharray: 1 5;
  }
  .inferred .ladder-tip {
    fill: var(--vscode-editor-background);
    stroke: var(--arrow-color);
  }
  .ladder-label {
    position: absolute;
    inset: 0 14px auto;
    line-height: calc(var(--row-height) * 0.74);
    overflow: hidden;
    text-overflow: ellipsis;
    text-align: center;
  }
  .with-lanes .ladder-label {
    text-align: start;
  }
  .inferred .ladder-label {
    color: var(--dim-color);
    font-style: italic;
  }
  .event .ladder-label {
    font-weight: 600;
  }
  .ladder-label.reset .ladder-what {
    color: var(--vscode-errorForeground, currentColor);
  }
  .ladder-preview,
  .ladder-peer {
    color: var(--dim-color);
  }
  .ladder-note {
    padding: 0 0.6ch;
    border: 1px solid var(--vscode-editorWarning-foreground, var(--dim-color));
    border-radius: 3px;
    font-size: 0.85em;
  }
  .ladder-row:not(.ladder-head):hover {
    background: var(--vscode-list-hoverBackground);
  }
  .ladder-row.current {
    background: var(--vscode-list-inactiveSelectionBackground);
    outline: 1px dotted var(--vscode-contrastActiveBorder, transparent);
    outline-offset: -1px;
  }
  .ladder-row.current,
  .ladder-row.current > span,
  .ladder-row.current .ladder-label *,
  .ladder-row.current .ladder-label {
    color: var(--vscode-list-inactiveSelectionForeground, var(--vscode-editor-foreground));
  }
  .ladder-row.current:focus {
    background: var(--vscode-list-activeSelectionBackground);
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
    --arrow-color: var(--vscode-list-activeSelectionForeground, var(--vscode-editor-foreground));
  }
  .ladder-row.current:focus,
  .ladder-row.current:focus > span,
  .ladder-row.current:focus .ladder-label *,
  .ladder-row.current:focus .ladder-label {
    color: var(--vscode-list-activeSelectionForeground, var(--vscode-editor-foreground));
  }
  @container (max-width: 700px) {
    .with-states .ladder-row,
    .ladder-row {
      grid-template-columns: 15ch minmax(0, 1fr);
      gap: 0 1ch;
      padding-inline: 0.5ch 1.5ch;
    }
    .ladder-state {
      display: none;
    }
  }
  @container (max-width: 480px) {
    .with-states .ladder-row,
    .ladder-row {
      grid-template-columns: minmax(0, 1fr);
      padding-inline: 1.5ch;
    }
    .ladder-time {
      display: none;
    }
    .ladder-head text {
      font-size: 0.85em;
    }
  }
  .ladder-legend {
    display: inline-flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 10px;
    margin: 0;
    padding: 0;
    list-style: none;
    color: var(--dim-color);
  }
  .ladder-legend li {
    display: inline-flex;
    align-items: center;
    gap: 5px;
  }
  .ladder-legend svg {
    flex: none;
    width: 26px;
    height: 10px;
  }
  .ladder-legend line {
    stroke: currentColor;
    stroke-width: 1.5;
  }
  .ladder-empty {
    padding: 12px;
    color: var(--dim-color);
  }
  /* Little height: the arrows move closer together. */
  @media (max-height: 500px) {
    sockscope-ladder {
      --row-height: round(1.9em, 1px);
    }
  }
  /* As at 400 %: the bar, the ends, an arrow and a row of bytes, each of which scrolls. */
  @media (max-height: 200px) {
    :not(.without-bytes) > .center.messages.sequence {
      grid-template-rows: 29px minmax(50px, 1fr) 66px;
    }
  }
  @media (forced-colors: active) {
    .ladder-row {
      --arrow-color: CanvasText;
    }
    .ladder-cross {
      stroke: CanvasText;
    }
    .ladder-line {
      stroke: GrayText;
      opacity: 1;
    }
    .ladder-head text,
    .ladder-head .ladder-now {
      fill: CanvasText;
    }
    .inferred .ladder-tip {
      fill: Canvas;
    }
    .ladder-row.current,
    .ladder-row.current:focus {
      forced-color-adjust: none;
      background: Highlight;
      --arrow-color: HighlightText;
    }
    .ladder-row.current > span,
    .ladder-row.current .ladder-label,
    .ladder-row.current .ladder-label * {
      forced-color-adjust: none;
      color: HighlightText;
    }
    .ladder-row.current .ladder-cross {
      stroke: HighlightText;
    }
  }
`;
