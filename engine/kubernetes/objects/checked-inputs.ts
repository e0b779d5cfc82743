import { isSecret, secret, UNKNOWN } from "../../deployment/values/marks.ts";
import type { PropertyMap } from "../../deployment/values/property-value.ts";
import { revealed } from "../../deployment/values/secrecy.ts";
import type { CheckFailure, CheckResult } from "../../deployment/wire/provider.ts";
import { AUTONAMED, checkAnnotations, isAutonamed } from "./annotations.ts";
import { isSecretObject, textAt, valueAt, withMetadata, withoutKeys } from "./kube-object.ts";
import { autoName } from "./names.ts";
import type { TypeToken } from "./type-token.ts";

/** What the API server writes and nobody else. */
export const READ_ONLY_METADATA = [
  "creationTimestamp",
  "deletionGracePeriodSeconds",
  "deletionTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "selfLink",
  "uid",
];

/**
 * The inputs as they are kept and applied: with a name, a namespace, and everything of a Secret marked as secret.
 * @param olds the inputs of the resource as it is, whose name it keeps; undefined for a new one
 * @param namespace where an object goes that says nothing; undefined for kinds that are in no namespace
 * @param seed decides a name that has to be made up
 */
export function checkedInputs(options: {
  readonly token: TypeToken;
  readonly news: PropertyMap;
  readonly olds: PropertyMap | undefined;
  readonly resourceName: string;
  readonly namespace: string | undefined;
  readonly seed: Uint8Array;
}): CheckResult {
  const { token, news, olds, namespace } = options;
  const typed = { apiVersion: token.apiVersion, kind: token.kind, ...news };
  const named = withMetadata(typed, (given) => {
    const metadata = withoutKeys(given, READ_ONLY_METADATA);
    // Manifests in the wild give a namespace to kinds that are in none; the API takes no notice of it either.
    const bare =
      isGiven(metadata.namespace) && namespace !== undefined ? metadata : withoutKeys(metadata, ["namespace"]);
    const inNamespace = namespace === undefined ? bare : { namespace, ...bare };
    if (isGiven(metadata.name) || isGiven(metadata.generateName)) return inNamespace;
    const name =
      olds !== undefined && isAutonamed(olds)
        ? textAt(olds, "metadata", "name")
        : autoName(options.resourceName, options.seed);
    return { ...inNamespace, name, annotations: autonamedAnnotations(metadata.annotations) };
  });
  return { inputs: withSecrecy(withoutStatus(named)), failures: failuresOf(named) };
}

function isGiven(value: PropertyMap[string] | undefined): boolean {
  return value !== undefined && value !== null && value !== "";
}

function autonamedAnnotations(given: PropertyMap[string] | undefined): PropertyMap[string] {
  if (given === UNKNOWN) return given;
  if (isSecret(given)) return secret(autonamedAnnotations(given.value));
  return { ...(given as PropertyMap | undefined), [AUTONAMED]: "true" };
}

/** The server fills in a definition's status; what a manifest brings along would be taken for drift. */
function withoutStatus(inputs: PropertyMap): PropertyMap {
  return textAt(inputs, "kind") === "CustomResourceDefinition" ? withoutKeys(inputs, ["status"]) : inputs;
}

/** Everything that a Secret holds is secret as a whole, whether or not the program marked it. */
export function withSecrecy(object: PropertyMap): PropertyMap {
  if (!isSecretObject(object)) return object;
  const { data, stringData } = object;
  return {
    ...object,
    ...(data !== undefined && data !== null && { data: secret(revealed(data)) }),
    ...(stringData !== undefined && stringData !== null && { stringData: secret(revealed(stringData)) }),
  };
}

function failuresOf(inputs: PropertyMap): CheckFailure[] {
  const failures = checkAnnotations(inputs);
  if (isGiven(valueAt(inputs, "metadata", "generateName"))) {
    const reason =
      "generateName is not supported, because server-side apply needs a name; leave out both name and generateName " +
      "for a name that the provider gives";
    failures.push({ property: "metadata", reason });
  }
  return failures;
}
