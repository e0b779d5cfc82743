import { label, quoted } from "./quote.ts";
import { type CompletionNode, commandKeys, places, valuedOptions, type Word } from "./tree.ts";

/** The script for zsh, with what each word means. Pure. @param name of the program, without its folder */
export function zshScript(nodes: readonly CompletionNode[], name: string): string {
  const valued = valuedOptions(nodes);
  const described = (words: readonly Word[]) => words.map((word) => quoted(describedWord(word))).join(" ");
  return `#compdef ${name}
# Completion of ${name} for zsh. For every shell, put into ~/.zshrc after compinit: source <(bin/${name} completion zsh)
_${name}() {
  local at='' word previous=\${words[CURRENT-1]}
  local -i index place=0
  local -a candidates
  for ((index = 2; index < CURRENT; index++)); do
    word=\${words[index]}
    case "$at $word" in
    ${label(commandKeys(nodes))}) at=\${at:+$at }$word; place=0 ;;
    ${label(valued.map(({ key }) => key))}) index=$((index + 1)) ;;
    *' -'*) ;;
    *) place=$((place + 1)) ;;
    esac
  done
  case "$at $previous" in
${valued.map(({ key, choices }) => `  ${quoted(key)}) candidates=(${choices.map(quoted).join(" ")}) ;;`).join("\n")}
  *)
    case "\${words[CURRENT]}" in
    -*)
      case "$at" in
${nodes.map(({ path, options }) => `      ${quoted(path)}) candidates=(${described(options)}) ;;`).join("\n")}
      esac
      ;;
    *)
      case "$at:$place" in
${places(nodes)
  .map(({ key, words }) => `      ${quoted(key)}) candidates=(${described(words)}) ;;`)
  .join("\n")}
      esac
      ;;
    esac
    ;;
  esac
  if ((\${#candidates})); then _describe ${name} candidates; else _files; fi
}
compdef _${name} ${name}
`;
}

/** As _describe reads it: a colon ends the word. */
function describedWord({ name, description }: Word): string {
  const word = name.replaceAll(":", "\\:");
  return description === "" ? word : `${word}:${description}`;
}
