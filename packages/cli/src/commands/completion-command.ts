import type { Command } from "commander";
import type { Terminal } from "../terminal/terminal.ts";

/** A word that can follow, with what it means. */
interface Word {
  readonly name: string;
  readonly about: string;
}

/** A command as a shell completes it. */
interface CompletedCommand extends Word {
  readonly options: readonly (Word & { readonly takes: "nothing" | "file" | "value" })[];
  /** Whether its argument is a file. */
  readonly takesFile: boolean;
  readonly choices: readonly string[];
}

/** A shell whose completion can be printed. */
export type Shell = "bash" | "zsh" | "fish";

const SCRIPTS: { readonly [S in Shell]: (commands: readonly CompletedCommand[]) => string } = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** `promptledger completion <shell>`: prints what completes every command that the program has. */
export function completionCommand(shell: Shell, root: Command, terminal: Terminal): void {
  terminal.out.write(SCRIPTS[shell](root.commands.map(completed)));
}

/** A command with its parts, such as `prove live`: their names are choices, and all of their options are offered after any of them. */
function completed(command: Command): CompletedCommand {
  const parts = [command, ...command.commands];
  const byFlags = new Map(parts.flatMap((part) => part.options).map((option) => [option.flags, option]));
  const options = [...byFlags.values()].map(({ long, flags, description, required }) => ({
    name: long ?? flags,
    about: firstClause(description),
    takes: !required
      ? ("nothing" as const)
      : flags.includes("<file>")
        ? ("file" as const)
        : ("value" as const),
  }));
  const help = { name: "--help", about: "explain the command", takes: "nothing" as const };
  return {
    name: command.name(),
    about: firstClause(command.description()),
    options: [...options, help],
    takesFile: command.registeredArguments.some((argument) => argument.name() === "file"),
    choices: [
      ...command.commands.map((part) => part.name()),
      ...command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
    ],
  };
}

/** The description up to its first semicolon or colon: shells show one short line. */
function firstClause(text: string): string {
  return text.split(/[;:]/u)[0] ?? "";
}

/** A text in quotes, as bash and zsh read it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function bashScript(commands: readonly CompletedCommand[]): string {
  const cases = commands.map(({ name, options, choices, takesFile }) => {
    const words = [...choices, ...options.map((option) => option.name)].join(" ");
    return `    ${name}) words="${words}"; files=${takesFile ? 1 : 0} ;;`;
  });
  const names = commands.map(({ name }) => name).join(" ");
  return `# bash completion for promptledger
_promptledger() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" words="" files=0
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${names} --help --version" -- "$current"))
    return
  fi
  case "$previous" in
    ${optionsThatTake("file", commands)}) COMPREPLY=($(compgen -f -- "$current")); return ;;
    ${optionsThatTake("value", commands)}) return ;;
  esac
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [ "$files" -eq 1 ] && [ "\${current#-}" = "$current" ]; then COMPREPLY+=($(compgen -f -- "$current")); fi
}
complete -o filenames -F _promptledger promptledger
`;
}

function optionsThatTake(what: "file" | "value", commands: readonly CompletedCommand[]): string {
  const names = commands.flatMap(({ options }) =>
    options.flatMap(({ name, takes }) => (takes === what ? [name] : [])),
  );
  return [...new Set(names)].join("|");
}

function zshScript(commands: readonly CompletedCommand[]): string {
  const cases = commands.map(({ name, options, choices, takesFile }) => {
    const flags = options.map(({ name: option, about, takes }) => {
      const value = { nothing: "", file: ":file:_files", value: ":value:" }[takes];
      return quoted(`${option}[${about.replaceAll(/[[\]]/gu, "")}]${value}`);
    });
    const argument = takesFile
      ? ["'1:file:_files'"]
      : choices.length > 0
        ? [`'1:${name}:(${choices.join(" ")})'`]
        : [];
    return `    ${name}) _arguments ${[...flags, ...argument].join(" ")} ;;`;
  });
  const names = commands.map(({ name, about }) => quoted(`${name}:${about}`)).join(" ");
  return `#compdef promptledger
_promptledger() {
  local -a commands
  commands=(${names})
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    return
  fi
  local command="$words[2]"
  shift words
  (( CURRENT-- ))
  case "$command" in
${cases.join("\n")}
  esac
}
compdef _promptledger promptledger
`;
}

function fishScript(commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap(({ name, about, options, choices, takesFile }) => {
    const within = `complete -c promptledger -n '__fish_seen_subcommand_from ${name}'`;
    return [
      `complete -c promptledger -n __fish_use_subcommand -f -a ${name} -d ${quotedForFish(about)}`,
      `${within} ${takesFile ? "-F" : "-f"}${choices.length > 0 ? ` -a '${choices.join(" ")}'` : ""}`,
      ...options.map(({ name: option, about: meaning, takes }) => {
        const value = { nothing: "", file: " -r -F", value: " -x" }[takes];
        return `${within} -l ${option.replace(/^--/u, "")}${value} -d ${quotedForFish(meaning)}`;
      }),
    ];
  });
  return `# fish completion for promptledger\n${lines.join("\n")}\n`;
}

function quotedForFish(text: string): string {
  return `'${text.replaceAll(/['\\]/gu, String.raw`\$&`)}'`;
}
