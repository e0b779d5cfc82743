import { isList, isObject, isPlainObject, isSecret, mapProperties, secret } from "./marks.ts";
import type { PropertyMap, PropertyValue } from "./property-value.ts";

/** Names and indexes from the outside in; `*` stands for every one of them. */
export type PropertyPath = readonly (string | number)[];

/**
 * Reads Pulumi's notation: `a.b[0].c["with.dots"]`, `a[*]`.
 * @throws SyntaxError naming the path when a bracket or a quote is not closed or an index is no number.
 */
export function parsePropertyPath(text: string): PropertyPath {
  const path: (string | number)[] = [];
  let rest = text.startsWith(".") ? text.slice(1) : text;
  while (rest !== "") {
    const match = /^\.?([^.[\]"]+)|^\[(\d+)\]|^\[(\*)\]|^\["((?:[^"\\]|\\.)*)"\]/.exec(rest);
    if (match === null) throw new SyntaxError(`'${text}' is not a property path: cannot read it from '${rest}' on`);
    const [taken, name, index, wildcard, quoted] = match;
    if (index !== undefined) path.push(Number(index));
    else path.push(name ?? wildcard ?? String(quoted).replace(/\\(.)/g, "$1"));
    rest = rest.slice(taken.length);
  }
  return path;
}

/** The inverse of `parsePropertyPath`. */
export function pathText(path: PropertyPath): string {
  let text = "";
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`;
    else if (part === "" || /[.[\]"]/.test(part)) text += `["${part.replace(/(["\\])/g, "\\$1")}"]`;
    else text += text === "" ? part : `.${part}`;
  }
  return text;
}

/** True when `path` is at or inside what `outer` names. */
export function pathContains(outer: PropertyPath, path: PropertyPath): boolean {
  return outer.length <= path.length && outer.every((part, index) => part === "*" || part === path[index]);
}

/**
 * `to` with the value at the path put back to what `from` has there; absent there means absent after. Undefined when
 * the path crosses something that only one of them has, so that nothing sensible can be put back.
 */
export function resetAtPath(path: PropertyPath, from: PropertyMap, to: PropertyMap): PropertyMap | undefined {
  const result = reset(path, from, to, false);
  return isObject(result) ? result : undefined;
}

/** Secrets are looked through. `hidden`: what is put back comes from inside a secret and must become one. */
function reset(path: PropertyPath, from: PropertyValue, to: PropertyValue, hidden: boolean): PropertyValue | undefined {
  if (isSecret(to)) {
    const inner = reset(path, isSecret(from) ? from.value : from, to.value, false);
    return inner === undefined ? undefined : secret(inner);
  }
  if (isSecret(from)) return reset(path, from.value, to, true);
  const [part, ...inner] = path;
  if (part === undefined) return hidden ? secret(from) : from;
  if (part === "*") return resetEvery(inner, from, to, hidden);
  return typeof part === "number"
    ? resetItem(part, inner, from, to, hidden)
    : resetProperty(part, inner, from, to, hidden);
}

function resetProperty(
  key: string,
  inner: PropertyPath,
  from: PropertyValue,
  to: PropertyValue,
  hidden: boolean,
): PropertyValue | undefined {
  const before = isPlainObject(from) ? from[key] : undefined;
  if (!isPlainObject(to)) return before === undefined ? to : undefined;
  const now = to[key];
  if (before === undefined && inner.length === 0) {
    return Object.fromEntries(Object.entries(to).filter(([name]) => name !== key));
  }
  if (now === undefined && inner.length > 0) return before === undefined ? to : undefined;
  const result = reset(inner, before ?? null, now ?? null, hidden);
  return result === undefined ? undefined : { ...to, [key]: result };
}

function resetItem(
  index: number,
  inner: PropertyPath,
  from: PropertyValue,
  to: PropertyValue,
  hidden: boolean,
): PropertyValue | undefined {
  const before = isList(from) ? from[index] : undefined;
  const now = isList(to) ? to[index] : undefined;
  if (before === undefined && now === undefined) return isList(from) === isList(to) ? to : undefined;
  if (before === undefined || now === undefined || !isList(to)) return undefined;
  const result = reset(inner, before, now, hidden);
  return result === undefined ? undefined : to.with(index, result);
}

function resetEvery(
  inner: PropertyPath,
  from: PropertyValue,
  to: PropertyValue,
  hidden: boolean,
): PropertyValue | undefined {
  if (isPlainObject(from) && isPlainObject(to)) {
    if (inner.length === 0) return hidden ? mapProperties(from, secret) : from;
    let result: PropertyValue | undefined = to;
    for (const key of Object.keys(from)) {
      if (to[key] === undefined || result === undefined) return undefined;
      result = resetProperty(key, inner, from, result, hidden);
    }
    return result;
  }
  if (!isList(from) || !isList(to) || from.length !== to.length) return undefined;
  let result: PropertyValue | undefined = to;
  for (let index = 0; index < from.length && result !== undefined; index++) {
    result = resetItem(index, inner, from, result, hidden);
  }
  return result;
}
