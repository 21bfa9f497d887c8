import { css } from 'lit';

/** A relay's controls, in the page of the socket panel. */
export const impairmentStyles = css`
  .impair-now {
    padding: 4px 8px;
    border-inline-start: 3px solid var(--own-color);
  }
  .directions {
    display: flex;
    flex-wrap: wrap;
    gap: 0 12px;
    min-width: 0;
    margin: 4px 0;
    padding: 0;
    border: 0;
  }
  .directions legend {
    padding: 0;
    color: var(--dim-color);
  }
  .directions label,
  .impairment.flag label {
    display: inline-flex;
    gap: 6px;
    align-items: center;
    min-height: 24px;
  }
  .directions input,
  .impairment.flag input {
    flex: none;
    margin: 4px 0;
    accent-color: var(--own-color);
  }
  .preset[aria-pressed='true'] {
    border-color: var(--vscode-foreground);
    background: var(--vscode-button-background, var(--own-color));
    color: var(--vscode-button-foreground, var(--ground));
    font-weight: 600;
  }
  .action[aria-disabled='true'] {
    opacity: 0.7;
    cursor: default;
  }
  .impair-group {
    margin: 4px 0;
  }
  .impair-group > summary {
    min-height: 24px;
    line-height: 24px;
    cursor: pointer;
  }
  .impairment {
    margin: 2px 0 8px;
    padding-inline-start: 8px;
    border-inline-start: 3px solid transparent;
  }
  .impairment.set,
  .impairment.flag:has(:checked, :indeterminate) {
    border-color: var(--own-color);
  }
  .impair-line {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 6px;
    align-items: center;
    min-height: 24px;
  }
  .impair-line > label {
    flex: 1 1 auto;
  }
  .impair-line input {
    box-sizing: border-box;
    width: 8em;
    min-height: 24px;
    padding: 2px 6px;
    border: 1px solid var(--vscode-input-border, var(--line-color));
    background: var(--vscode-input-background, transparent);
    color: var(--vscode-input-foreground, var(--vscode-foreground));
    font: inherit;
    text-align: end;
  }
  .impair-line input::placeholder {
    color: var(--vscode-input-placeholderForeground, var(--dim-color));
    opacity: 1;
  }
  .impair-line input[aria-invalid='true'] {
    border-color: var(--vscode-inputValidation-errorBorder, currentColor);
    border-style: dashed;
  }
  .seed input {
    width: 9em;
  }
  .unit {
    min-width: 3.2em;
    color: var(--dim-color);
  }
  .impairment input[type='range'] {
    display: block;
    box-sizing: border-box;
    width: 100%;
    height: 24px;
    margin: 0;
    accent-color: var(--own-color);
  }
  .about {
    margin: 0;
    font-size: 0.95em;
  }
  .differs {
    margin: 0;
    font-style: italic;
  }
  .tcp-loss {
    padding: 4px 8px;
    border: 1px solid var(--line-color);
  }
  .impair-counts {
    width: 100%;
    margin: 6px 0;
    border-collapse: collapse;
    table-layout: fixed;
    overflow-wrap: anywhere;
  }
  .impair-counts caption {
    text-align: start;
    font-weight: 600;
  }
  .impair-counts th {
    font-weight: normal;
    text-align: start;
  }
  .impair-counts td + td,
  .impair-counts th + td,
  .impair-counts thead th {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .impair-counts tr {
    border-top: 1px solid var(--line-color);
  }
  .impair-counts :is(td, th) {
    padding: 2px 0 2px 6px;
  }
  .impair-counts :is(td, th):first-child {
    padding-inline-start: 0;
  }
  @media (forced-colors: active) {
    .preset[aria-pressed='true'] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
    .impairment.set,
    .impairment.flag:has(:checked, :indeterminate) {
      border-color: Highlight;
    }
    .action[aria-disabled='true'] {
      color: GrayText;
      opacity: 1;
    }
  }
`;
