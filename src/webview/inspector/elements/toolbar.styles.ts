import { css } from 'lit';

export const toolbarStyles = css`
  sockscope-toolbar {
    position: relative;
    display: block;
    container-type: inline-size;
  }
  .toolbar {
    display: flex;
    align-items: center;
    gap: 4px 10px;
    height: 34px;
    padding: 3px 8px 3px 12px;
    box-sizing: border-box;
    border-bottom: 1px solid var(--line-color);
    font-variant-numeric: tabular-nums;
  }
  .toolbar .title {
    margin: 0;
    font-size: inherit;
    font-weight: 600;
  }
  /* One line: what has no room gives way, and is in a tooltip. */
  .toolbar > * {
    flex: none;
  }
  .toolbar > :is(.title, .state, .picker) {
    flex: 0 1 auto;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .toolbar > .state {
    flex-shrink: 0;
    max-width: 24ch;
  }
  .toolbar > .space {
    flex: 1;
  }
  .toolbar .state {
    color: var(--dim-color);
  }
  .toolbar .total {
    white-space: nowrap;
  }
  .toolbar .sign {
    font-weight: 600;
  }
  .toolbar .received .sign {
    color: var(--received-color);
  }
  .toolbar .sent .sign {
    color: var(--sent-color);
  }

  .live {
    display: inline-flex;
    align-items: center;
    gap: 5px;
  }
  .live .dot {
    width: 8px;
    height: 8px;
    border-radius: 50%;
    background: var(--live-color);
  }
  @media (prefers-reduced-motion: no-preference) {
    .live .dot {
      animation: live 2s ease-in-out infinite;
    }
  }
  /* VS Code's own setting, workbench.reduceMotion, may want it where the system does not. */
  body.vscode-reduce-motion .live .dot {
    animation: none;
  }
  @keyframes live {
    50% {
      opacity: 0.35;
    }
  }

  .picker {
    position: relative;
    display: inline-flex;
    align-items: center;
    min-width: 0;
    max-width: 100%;
  }
  .picker select {
    appearance: none;
    max-width: 100%;
    height: 26px;
    padding: 0 26px 0 8px;
    border: 1px solid var(--vscode-dropdown-border, var(--line-color));
    border-radius: 3px;
    background: var(--vscode-dropdown-background);
    color: var(--vscode-dropdown-foreground);
    font: inherit;
    text-overflow: ellipsis;
  }
  .picker .codicon {
    position: absolute;
    inset-inline-end: 6px;
    pointer-events: none;
  }
  .picker select:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }

  .action {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    height: 24px;
    padding: 0 8px 0 6px;
    border: 1px solid transparent;
    border-radius: 4px;
    background: none;
    color: var(--vscode-icon-foreground, var(--vscode-foreground));
    font: inherit;
    cursor: pointer;
  }
  .action.icon {
    padding: 0 4px;
  }
  .views {
    display: inline-flex;
    flex: none;
    border: 1px solid var(--vscode-dropdown-border, var(--line-color));
    border-radius: 4px;
    overflow: hidden;
  }
  .views input {
    position: absolute;
    opacity: 0;
    inset: 0;
    margin: 0;
    cursor: pointer;
  }
  .views label {
    position: relative;
    display: inline-flex;
    align-items: center;
    height: 24px;
    padding: 0 8px;
    cursor: pointer;
  }
  .views label + label {
    border-inline-start: 1px solid var(--vscode-dropdown-border, var(--line-color));
  }
  .views label:hover {
    background: var(--vscode-toolbar-hoverBackground);
  }
  .views label:has(input:checked) {
    background: var(--vscode-inputOption-activeBackground);
    color: var(--vscode-inputOption-activeForeground, var(--vscode-foreground));
    box-shadow: inset 0 -2px var(--vscode-inputOption-activeBorder, var(--vscode-focusBorder));
  }
  .views label:has(input:focus-visible) {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  .views label:has(input:checked:focus-visible) {
    outline-color: var(--vscode-inputOption-activeForeground, var(--vscode-foreground));
  }
  .view-options {
    position: relative;
  }
  .view-options summary {
    list-style: none;
  }
  .view-options summary::-webkit-details-marker {
    display: none;
  }
  .view-options .panel {
    position: absolute;
    inset-block-start: calc(100% + 4px);
    inset-inline-end: 0;
    z-index: 3;
    display: grid;
    grid-template-columns: auto auto;
    gap: 6px 12px;
    width: max-content;
    max-width: 90vw;
    /* Below a toolbar of three lines. */
    max-height: calc(100vh - 100px);
    box-sizing: border-box;
    overflow-y: auto;
    padding: 10px 12px;
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, var(--line-color)));
    border-radius: 4px;
    background: var(--vscode-editorWidget-background, var(--vscode-editor-background));
    color: var(--vscode-editorWidget-foreground, var(--vscode-foreground));
    box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
  }
  .view-options .panel label {
    display: contents;
  }
  .view-options .panel label > span:first-child {
    align-self: center;
  }
  .view-options .panel .picker,
  .view-options .panel select {
    width: 100%;
  }
  .picker.narrow-only,
  .toolbar .view-picker,
  .total .short {
    display: none;
  }
  /* Words go first where there is little room; what they say is in the labels that assistive tools read. */
  @container (max-width: 1060px) {
    .toolbar .action .label,
    .toolbar .total .label {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .total .short {
      display: inline;
    }
    /* The panel keeps to the toolbar's end. */
    .view-options {
      position: static;
    }
    .view-options .panel {
      inset-inline-end: 8px;
    }
    /* The list beside the bytes says it too. */
    .toolbar .title:has(+ .picker) {
      display: none;
    }
  }
  @container (max-width: 860px) {
    .toolbar .views {
      display: none;
    }
    .toolbar .view-picker {
      display: inline-flex;
      flex: none;
    }
  }
  @container (max-width: 700px) {
    .picker.narrow-only {
      display: inline-flex;
    }
    .picker.narrow-only ~ .title,
    .toolbar .title:has(+ .picker),
    .toolbar .action[aria-expanded] {
      display: none;
    }
  }
  @container (max-width: 620px) {
    .toolbar {
      column-gap: 5px;
      padding-inline: 6px 4px;
    }
    .toolbar .live .label {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .toolbar .total {
      display: none;
    }
    .toolbar .action {
      min-width: 24px;
      padding: 0 3px;
    }
  }
  @container (max-width: 480px) {
    .toolbar .state {
      display: none;
    }
  }
  .action:hover {
    background: var(--vscode-toolbar-hoverBackground);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
  }
  .action[aria-pressed='true'] {
    border-color: var(--vscode-inputOption-activeBorder, var(--vscode-focusBorder));
    background: var(--vscode-inputOption-activeBackground);
    color: var(--vscode-inputOption-activeForeground, var(--vscode-foreground));
  }
  .action:focus-visible,
  .button:focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 1px;
  }
  .action:disabled {
    opacity: 0.5;
    cursor: default;
  }
`;
