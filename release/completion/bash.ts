import { label, quoted } from "./quote.ts";
import { type CompletionNode, commandKeys, places, valuedOptions } from "./tree.ts";

/** The script for bash 3.2 and later. Pure. @param name of the program, without its folder */
export function bashScript(nodes: readonly CompletionNode[], name: string): string {
  const valued = valuedOptions(nodes);
  const words = (each: readonly string[]) => quoted(each.join(" "));
  return `# Completion of ${name} for bash. For every shell, put into ~/.bashrc: source <(bin/${name} completion bash)
_${name}_complete() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} at='' place=0 index word candidates=''
  # Bash takes --option=value apart.
  [ "$current" = = ] && current=''
  [ "$previous" = = ] && previous=\${COMP_WORDS[COMP_CWORD - 2]}
  for ((index = 1; index < COMP_CWORD; index++)); do
    word=\${COMP_WORDS[index]}
    case "$at $word" in
    ${label(commandKeys(nodes))}) at=\${at:+$at }$word place=0 ;;
    ${label(valued.map(({ key }) => key))})
      index=$((index + 1))
      [ "\${COMP_WORDS[index]}" = = ] && index=$((index + 1))
      ;;
    *' -'*) ;;
    *) place=$((place + 1)) ;;
    esac
  done
  case "$at $previous" in
${valued.map(({ key, choices }) => `  ${quoted(key)}) candidates=${words(choices)} ;;`).join("\n")}
  *)
    case "$current" in
    -*)
      case "$at" in
${nodes.map(({ path, options }) => `      ${quoted(path)}) candidates=${words(options.map((option) => option.name))} ;;`).join("\n")}
      esac
      ;;
    *)
      case "$at:$place" in
${places(nodes)
  .map(({ key, words: each }) => `      ${quoted(key)}) candidates=${words(each.map((word) => word.name))} ;;`)
  .join("\n")}
      esac
      ;;
    esac
    ;;
  esac
  COMPREPLY=($(compgen -W "$candidates" -- "$current"))
}
complete -o default -F _${name}_complete ${name}
`;
}
