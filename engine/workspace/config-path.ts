/** A key of a map, or an index of a list. */
export type PathSegment = string | number;

/**
 * Parses a property path such as `outer.inner`, `names[0]` or `["a.b"].c`, with the CLI's grammar in its strict form:
 * any text up to the next `.` or `[` is a name.
 *
 * @throws Error that says what was expected.
 */
export function parsePropertyPath(path: string): PathSegment[] {
  const segments: PathSegment[] = [];
  let rest = path;
  if (rest.startsWith(".")) {
    throw new Error("expected property path to start with a name or index");
  }
  while (rest.length > 0) {
    if (rest.startsWith(".")) {
      rest = rest.slice(1);
      if (rest === "") {
        throw new Error("expected property path to end with a name or index");
      }
      if (rest.startsWith("[")) {
        throw new Error("expected property name after '.'");
      }
    } else if (rest.startsWith('["')) {
      const [key, length] = parseQuotedKey(rest);
      segments.push(key);
      rest = rest.slice(length);
    } else if (rest.startsWith("[")) {
      const end = rest.indexOf("]");
      if (end === -1) {
        throw new Error("missing closing bracket in array index");
      }
      segments.push(parseIndex(rest.slice(1, end)));
      rest = rest.slice(end + 1);
    } else {
      const name = /^[^.[]+/.exec(rest)?.[0] ?? "";
      segments.push(name);
      rest = rest.slice(name.length);
    }
  }
  return segments;
}

/** `text` starts with `["`. Returns the key and how long its accessor is, brackets included. */
function parseQuotedKey(text: string): [key: string, length: number] {
  let key = "";
  let position = 2;
  for (;;) {
    const character = text[position];
    if (character === undefined) {
      throw new Error("missing closing quote in property name");
    }
    if (character === '"') {
      break;
    }
    const escaped = character === "\\" && text[position + 1] === '"';
    key += escaped ? '"' : character;
    position += escaped ? 2 : 1;
  }
  if (text[position + 1] !== "]") {
    throw new Error("missing closing bracket in property access");
  }
  return [key, position + 2];
}

function parseIndex(text: string): PathSegment {
  if (text === "*") {
    return "*";
  }
  if (!/^[+-]?\d+$/.test(text)) {
    throw new Error(`invalid array index: "${text}" is not an integer`);
  }
  return Number(text);
}

/** The text that parses to these segments. */
export function formatPropertyPath(segments: readonly PathSegment[]): string {
  return segments
    .map((segment, position) => {
      if (typeof segment === "number") {
        return `[${segment}]`;
      }
      if (segment === "" || /[.["]/.test(segment)) {
        return `["${segment.replaceAll('"', '\\"')}"]`;
      }
      return position === 0 ? segment : `.${segment}`;
    })
    .join("");
}
