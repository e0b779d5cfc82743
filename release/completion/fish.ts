import { type CompletionNode, commandKeys, places, valuedOptions } from "./tree.ts";

/** The script for fish, with what each word means. Pure. @param name of the program, without its folder */
export function fishScript(nodes: readonly CompletionNode[], name: string): string {
  const at = (key: string) => `-n ${fishWord(`__${name}_at ${fishWord(key)}`)}`;
  const options = nodes.flatMap(({ path, options: all }) =>
    all.map(({ name: long, short, takesValue, choices, description }) => {
      const names = [long, short].flatMap((each) => (each === undefined ? [] : [flagOf(each)]));
      const value = takesValue ? (choices.length > 0 ? ` -x -a ${fishWord(choices.join(" "))}` : " -r") : "";
      return `complete -c ${name} ${at(path)} ${names.join(" ")}${value} -d ${fishWord(description)}`;
    }),
  );
  const words = places(nodes).flatMap(({ key, words: all }) =>
    all.map((word) => {
      const meaning = word.description === "" ? "" : ` -d ${fishWord(word.description)}`;
      return `complete -c ${name} ${at(key)} -f -a ${fishWord(word.name)}${meaning}`;
    }),
  );
  return `# Completion of ${name} for fish. For every shell: bin/${name} completion fish > ~/.config/fish/completions/${name}.fish
function __${name}_at
  set -l at ''
  set -l place 0
  set -l isValue no
  for word in (commandline -opc)[2..-1]
    if test $isValue = yes
      set isValue no
      continue
    end
    switch "$at $word"
      case ${commandKeys(nodes).map(fishWord).join(" ")}
        set at (string trim "$at $word")
        set place 0
      case ${valuedOptions(nodes)
        .map(({ key }) => fishWord(key))
        .join(" ")}
        set isValue yes
      case '* -*'
      case '*'
        set place (math $place + 1)
    end
  end
  # "path" for options, "path:place" for words.
  test "$argv[1]" = "$at" -o "$argv[1]" = "$at:$place"
end
${[...options, ...words].join("\n")}
`;
}

function flagOf(name: string): string {
  return name.startsWith("--") ? `-l ${fishWord(name.slice(2))}` : `-s ${fishWord(name.slice(1))}`;
}

/** In fish a single-quoted word knows two escapes: of the quote and of the backslash. */
function fishWord(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
