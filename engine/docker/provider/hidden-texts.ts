import { hidingSecrets, secretTexts } from "../../builtin-provider/secret-texts.ts";
import { secret } from "../../deployment/values/marks.ts";
import type { PropertyMap } from "../../deployment/values/property-value.ts";

/** A shorter line of a secret file is as likely punctuation as anything that must not be seen. */
const SHORTEST_LINE = 8;

/**
 * Hides what is secret in a container's inputs where a message or a log repeats it: a program tells a variable's value
 * without its name, and a line of a file without the rest.
 */
export function hidingInputs(inputs: PropertyMap): (text: string) => string {
  return hidingSecrets({ ...inputs, parts: secret(secretTexts(inputs).flatMap(partsOf)) });
}

function partsOf(text: string): string[] {
  const variable = /^[A-Za-z_][A-Za-z0-9_]*=(.*)$/s.exec(text)?.[1];
  const lines = text.split("\n").map((line) => line.trim());
  return [
    text.trim(),
    ...(variable === undefined ? [] : [variable.trim()]),
    ...lines.filter((line) => line.length >= SHORTEST_LINE),
  ];
}
