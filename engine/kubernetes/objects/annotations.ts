import { UNKNOWN } from "../../deployment/values/marks.ts";
import { parsePropertyPath } from "../../deployment/values/property-path.ts";
import type { PropertyMap } from "../../deployment/values/property-value.ts";
import type { CheckFailure } from "../../deployment/wire/provider.ts";
import { textAt } from "./kube-object.ts";

export const AUTONAMED = "pulumi.com/autonamed";
const SKIP_AWAIT = "pulumi.com/skipAwait";
const TIMEOUT_SECONDS = "pulumi.com/timeoutSeconds";
const PATCH_FORCE = "pulumi.com/patchForce";
const WAIT_FOR = "pulumi.com/waitFor";
const DELETION_PROPAGATION = "pulumi.com/deletionPropagationPolicy";

/** What the plugin reads and this provider does not. */
const UNSUPPORTED = ["pulumi.com/patchFieldManager", "pulumi.com/replaceUnready"];

const PROPAGATIONS = ["foreground", "background", "orphan"] as const;
export type Propagation = (typeof PROPAGATIONS)[number];

/** What an object is waited for by the annotation `pulumi.com/waitFor`. */
export type WaitCondition =
  | { readonly by: "condition"; readonly type: string; readonly status: string; readonly text: string }
  | {
      readonly by: "value";
      readonly path: readonly (string | number)[];
      /** Undefined: any value will do. */
      readonly value: string | undefined;
      readonly text: string;
    };

function annotation(inputs: PropertyMap, name: string): string {
  return textAt(inputs, "metadata", "annotations", name);
}

export function isAutonamed(inputs: PropertyMap): boolean {
  return annotation(inputs, AUTONAMED) === "true";
}

export function skipsAwait(inputs: PropertyMap): boolean {
  return annotation(inputs, SKIP_AWAIT) === "true";
}

export function forcesConflicts(inputs: PropertyMap): boolean {
  return annotation(inputs, PATCH_FORCE) === "true";
}

/** Default: `foreground`, as the plugin has it. */
export function deletionPropagation(inputs: PropertyMap): Propagation {
  const asked = annotation(inputs, DELETION_PROPAGATION).toLowerCase();
  return PROPAGATIONS.find((propagation) => propagation === asked) ?? "foreground";
}

/** How long to wait for an object without being told, in seconds. */
const DEFAULT_TIMEOUT_SECONDS = 600;

/** @param custom `customTimeouts` of the resource, in seconds; 0 when it has none. It goes before the annotation. */
export function timeoutSeconds(inputs: PropertyMap, custom: number): number {
  if (custom > 0) return custom;
  const asked = annotation(inputs, TIMEOUT_SECONDS);
  return asked === "" ? DEFAULT_TIMEOUT_SECONDS : Number(asked);
}

/** @throws RangeError naming a condition that cannot be read */
export function waitConditions(inputs: PropertyMap): WaitCondition[] {
  const text = annotation(inputs, WAIT_FOR);
  if (text === "") return [];
  return listOf(text).map(waitCondition);
}

function listOf(text: string): string[] {
  if (!text.startsWith("[")) return [text];
  try {
    const parsed: unknown = JSON.parse(text);
    if (Array.isArray(parsed) && parsed.length > 0 && parsed.every((item) => typeof item === "string")) return parsed;
  } catch (cause) {
    throw new RangeError(`${WAIT_FOR}: '${text}' is not a JSON list of texts`, { cause });
  }
  throw new RangeError(`${WAIT_FOR}: '${text}' is not a JSON list of one text or more`);
}

function waitCondition(text: string): WaitCondition {
  const condition = /^condition=([^=]+)(?:=(.+))?$/.exec(text);
  if (condition !== null) return { by: "condition", type: condition[1] ?? "", status: condition[2] ?? "True", text };
  const jsonPath = /^jsonpath=\{(\.[^{}*?@]+)\}(?:=(.+))?$/.exec(text);
  if (jsonPath !== null) {
    const path = parsePropertyPath((jsonPath[1] ?? "").replaceAll("'", '"'));
    return { by: "value", path, value: jsonPath[2], text };
  }
  throw new RangeError(
    `${WAIT_FOR}: '${text}' cannot be waited for; write condition=TYPE, condition=TYPE=STATUS, jsonpath={.PATH} or ` +
      "jsonpath={.PATH}=VALUE, where the path is one of names and indexes",
  );
}

/** What is wrong with the annotations that this provider reads. */
export function checkAnnotations(inputs: PropertyMap): CheckFailure[] {
  const failures: CheckFailure[] = [];
  const fail = (reason: string): void => void failures.push({ property: "metadata", reason });
  const timeout = annotation(inputs, TIMEOUT_SECONDS);
  if (timeout !== "" && timeout !== UNKNOWN && !/^[1-9]\d*$/.test(timeout)) {
    fail(`${TIMEOUT_SECONDS} is '${timeout}'; it must be a whole number of seconds, 1 or more`);
  }
  const propagation = annotation(inputs, DELETION_PROPAGATION);
  if (propagation !== "" && propagation !== UNKNOWN && !isPropagation(propagation.toLowerCase())) {
    fail(`${DELETION_PROPAGATION} is '${propagation}'; it must be ${PROPAGATIONS.join(", ")}`);
  }
  for (const name of UNSUPPORTED) {
    if (annotation(inputs, name) !== "") {
      fail(`the annotation ${name} is not supported by the provider that is built into the embedded engine; remove it`);
    }
  }
  if (annotation(inputs, WAIT_FOR) === UNKNOWN) return failures;
  try {
    waitConditions(inputs);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    fail(error.message);
  }
  return failures;
}

function isPropagation(text: string): boolean {
  return PROPAGATIONS.some((propagation) => propagation === text);
}
