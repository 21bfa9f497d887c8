/** Whole sections to fill in, which are offered where one can begin. */
import type { Template } from '../../../base/error';
import type { Offer } from './offer';

const ROWS: readonly (readonly [label: string, template: Template, lines: readonly string[]])[] = [
  [
    'section',
    'A section that listens, dials, accepts, sends and expects.',
    [
      '### ${1:Title}',
      'srv = listen tcp://127.0.0.1:0',
      'cli = dial {{srv}}',
      'con = accept srv',
      'cli > "${2:hello}\\\\r\\\\n"',
      'con < "${2:hello}\\\\r\\\\n"',
    ],
  ],
  [
    'client',
    'A section that dials, sends and expects an answer.',
    [
      '### ${1:Title}',
      'con = dial tcp://${2:127.0.0.1}:${3:9000}',
      'con > "${4:hello}\\\\r\\\\n"',
      'con < "${5:hello}\\\\r\\\\n"',
    ],
  ],
  [
    'server',
    'A listener that answers by rules; run it and keep it open.',
    ['### ${1:Server}', 'srv = listen tcp://127.0.0.1:${2:9000}', 'on srv /^${3:ping}\\\\r?\\\\n/ > "${4:pong}\\\\n"'],
  ],
  [
    'udp',
    'Two datagram sockets.',
    [
      '### ${1:Title}',
      'srv = listen udp://127.0.0.1:0',
      'cli = dial {{srv}}',
      'cli > "${2:ping}"',
      'srv < "${2:ping}"',
      'srv > "${3:pong}"',
      'cli < "${3:pong}"',
    ],
  ],
];

export const SECTION_SNIPPETS: readonly Offer[] = ROWS.map(([label, template, lines]) => ({
  label,
  kind: 'snippet',
  snippet: [...lines, '$0'].join('\n'),
  info: { usage: lines[0]!.replace(/\$\{\d+:(\w+)\}/, '$1'), template },
}));
