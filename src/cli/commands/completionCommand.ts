import { parseCommandLine, type CommandLine } from '../terminal/commandLine';
import { UsageError, type Terminal } from '../terminal/terminal';

export const COMPLETION: CommandLine = { usage: 'sockscope completion bash|zsh|fish|pwsh', options: {} };

/** What can be typed: each command with its options. */
export interface Completed {
  readonly name: string;
  readonly summary: string;
  readonly options: CommandLine['options'];
}

const names = (commands: readonly Completed[]): string => commands.map(({ name }) => name).join(' ');
const optionsOf = ({ options }: Completed): string =>
  Object.keys(options)
    .map((name) => `--${name}`)
    .join(' ');

/** In single quotes, for a POSIX shell and for fish; PowerShell doubles what ends them. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
const quotedForFish = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`;
const quotedForPowerShell = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The words of an option that takes one are left to the shell, which knows files. */
const SCRIPTS: ReadonlyMap<string, (commands: readonly Completed[]) => string> = new Map([
  [
    'bash',
    (commands) => `# source <(sockscope completion bash)
_sockscope() {
  local word=\${COMP_WORDS[COMP_CWORD]} words=
  if [ "$COMP_CWORD" -eq 1 ]; then words=${quoted(names(commands))}
  else case \${COMP_WORDS[1]} in
${commands.map((command) => `    ${command.name}) words=${quoted(optionsOf(command))};;`).join('\n')}
  esac; fi
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ] || [[ $word == -* ]]; then COMPREPLY=($(compgen -W "$words" -- "$word")); fi
}
complete -o default -F _sockscope sockscope
`,
  ],
  [
    'zsh',
    (commands) => `#compdef sockscope
# source <(sockscope completion zsh)
_sockscope() {
  if (( CURRENT == 2 )); then
    local -a commands=(
${commands.map(({ name, summary }) => `      ${quoted(`${name}:${summary}`)}`).join('\n')}
    )
    _describe command commands
  elif [[ $words[CURRENT] == -* ]]; then
    case $words[2] in
${commands.map((command) => `      ${command.name}) compadd -- ${optionsOf(command)};;`).join('\n')}
    esac
  else
    _files
  fi
}
compdef _sockscope sockscope
`,
  ],
  [
    'fish',
    (commands) =>
      [
        '# sockscope completion fish | source',
        ...commands.flatMap(({ name, summary, options }) => [
          `complete -c sockscope -n __fish_use_subcommand -a ${name} -d ${quotedForFish(summary)}`,
          ...Object.entries(options).map(
            ([option, { value, help }]) =>
              `complete -c sockscope -n '__fish_seen_subcommand_from ${name}' -l ${option}${value === undefined ? '' : ' -r'} -d ${quotedForFish(help)}`,
          ),
        ]),
        '',
      ].join('\n'),
  ],
  [
    'pwsh',
    (commands) => `# sockscope completion pwsh | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName sockscope -ScriptBlock {
  param($word, $line, $position)
  $options = @{
${commands.map((command) => `    ${quotedForPowerShell(command.name)} = ${quotedForPowerShell(optionsOf(command))}`).join('\n')}
  }
  $said = @($line.CommandElements | ForEach-Object { $_.ToString() })
  $isFirst = $said.Count -lt 2 -or ($said.Count -eq 2 -and $word -ne '')
  $words = if ($isFirst) { ${quotedForPowerShell(names(commands))} } elseif ($word -like '-*') { $options[$said[1]] } else { '' }
  $words -split ' ' | Where-Object { $_ -ne '' -and $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}
`,
  ],
]);

/** Prints the script with which a shell completes commands and options. */
export async function completion(
  args: readonly string[],
  terminal: Terminal,
  commands: readonly Completed[],
): Promise<number> {
  const [shell = '', ...more] = parseCommandLine(COMPLETION, args).positionals;
  const script = SCRIPTS.get(shell);
  if (script === undefined || more.length > 0) {
    throw new UsageError(`completion takes a shell: ${[...SCRIPTS.keys()].join(', ')}. Usage: ${COMPLETION.usage}`);
  }
  await terminal.write(new TextEncoder().encode(script(commands)));
  return 0;
}
