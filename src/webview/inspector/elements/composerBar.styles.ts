import { css } from 'lit';

export const composerBarStyles = css`
  sockscope-composer {
    display: block;
    flex: none;
    container-type: inline-size;
  }
  .composer {
    display: grid;
    gap: 2px;
    padding: 3px 8px 5px;
    border-top: 1px solid var(--line-color);
    background: var(--vscode-sideBar-background, var(--vscode-editor-background));
  }
  .composer-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 8px;
    min-width: 0;
  }
  .composer-fold {
    min-width: 0;
    max-width: 100%;
    padding-inline: 2px 6px;
  }
  .composer-name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .composer-preview {
    flex: 1 1 16ch;
    min-width: 0;
    overflow: hidden;
    font-family: var(--bytes-font);
    color: var(--dim-color);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .composer-preview.mistaken,
  .composer-problem {
    color: var(--vscode-errorForeground, var(--vscode-editor-foreground));
  }
  .composer-preview.mistaken {
    font-family: inherit;
    white-space: normal;
  }
  .composer-refusal {
    color: var(--dim-color);
  }
  .composer-problem:empty {
    display: none;
  }
  .composer-problem {
    padding-inline: 4px;
    overflow-wrap: anywhere;
  }
  .composer .picker {
    max-width: 32ch;
  }
  .composer .picker select {
    height: 24px;
  }
  .composer-line {
    display: flex;
    align-items: end;
    gap: 6px;
  }
  .composer-line textarea,
  .composer-peer {
    box-sizing: border-box;
    border: 1px solid var(--vscode-input-border, var(--line-color));
    border-radius: 3px;
    background: var(--vscode-input-background, var(--vscode-editor-background));
    color: var(--vscode-input-foreground, var(--vscode-editor-foreground));
    font-family: var(--bytes-font);
    font-size: var(--vscode-editor-font-size, 13px);
  }
  .composer-line textarea {
    flex: 1;
    min-width: 0;
    min-height: 28px;
    max-height: min(12em, 25vh);
    padding: 4px 6px;
    field-sizing: content;
    line-height: 1.4;
    resize: none;
  }
  .composer-line textarea:read-only {
    opacity: 0.7;
  }
  .composer-peer {
    width: 22ch;
    max-width: 100%;
    height: 24px;
    padding: 0 6px;
  }
  .composer :is(textarea, input)::placeholder {
    color: var(--vscode-input-placeholderForeground, var(--dim-color));
  }
  .composer :is(textarea, input, select):focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
  .composer .button {
    min-height: 28px;
  }
  .composer .button:disabled {
    opacity: 0.5;
    cursor: default;
  }
`;
