import { css } from 'lit';

/** Where the system forces its own few colours: what backgrounds and shadows say otherwise is said by its colours and lines. */
export const forcedColorsStyles = css`
  @media (forced-colors: active) {
    .byte.selected,
    .glyph.selected,
    .message-row.current,
    .entry.shown,
    .views label:has(input:checked),
    .action[aria-pressed='true'],
    .types tr.fits {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
    .message-row.current *,
    .entry.shown *,
    .types tr.fits * {
      forced-color-adjust: none;
      background: none;
      color: HighlightText;
    }
    .byte.found,
    .preview-text .found,
    .glyph.found {
      outline: 1px dashed Mark;
      outline-offset: -2px;
    }
    .byte.caret {
      outline: 2px solid ButtonText;
      outline-offset: -2px;
    }
    .byte.begins {
      border-inline-start: 2px solid ButtonText;
    }
    .row.received {
      border-inline-start: 3px solid LinkText;
    }
    .row.sent {
      border-inline-start: 3px double ButtonText;
    }
    .live .dot {
      forced-color-adjust: none;
      background: ButtonText;
    }
    .separator {
      border: 1px solid ButtonText;
    }
    .separator:focus-visible {
      forced-color-adjust: none;
      background: Highlight;
    }
    .found-marks {
      forced-color-adjust: none;
      fill: Highlight;
    }
  }
`;
