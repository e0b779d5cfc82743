import type { PropertyMap } from "../../deployment/values/property-value.ts";
import { textAt } from "./kube-object.ts";

/** What a type of the SDK says of an object. */
export interface TypeToken {
  readonly apiVersion: string;
  readonly kind: string;
}

/** Modules of the SDK that are programs of the plugin's own rather than kinds of the API. */
const OTHER_MODULES: readonly { readonly prefix: string; readonly what: string }[] = [
  { prefix: "helm.sh/", what: "Helm releases and charts" },
  { prefix: "kustomize", what: "kustomize directories" },
  { prefix: "yaml", what: "yaml.v2 groups and files" },
];

/**
 * The kind that a type token stands for: `kubernetes:apps/v1:Deployment`.
 * @param inputs tell a Patch resource from a kind whose name ends so
 * @throws RangeError for what this provider does not manage; the message says what to do instead
 */
export function typeTokenOf(token: string, inputs: PropertyMap): TypeToken {
  const [, module = "", name = ""] = token.split(":");
  const other = OTHER_MODULES.find(({ prefix }) => module.startsWith(prefix));
  if (other !== undefined) throw unsupported(token, `${other.what} are`);
  const [group, version, ...more] = module.split("/");
  if (group === undefined || version === undefined || more.length > 0 || name === "") {
    throw new RangeError(`'${token}' is no type of a Kubernetes object: expected kubernetes:GROUP/VERSION:KIND`);
  }
  if (name.endsWith("Patch") && isPatch(name, group, textAt(inputs, "kind"))) {
    throw unsupported(token, "Patch resources are");
  }
  if (name.endsWith("List") && inputs.items !== undefined) {
    throw new RangeError(`'${token}': lists cannot be managed as one resource; write the objects in it one by one`);
  }
  return { apiVersion: group === "core" ? version : `${group}/${version}`, kind: name };
}

/** A kind of somebody's own may end so too: its inputs name it in full, those of a Patch resource what it patches. */
function isPatch(name: string, group: string, kind: string): boolean {
  if (kind !== "") return name === `${kind}Patch`;
  return !group.includes(".") || group.endsWith(".k8s.io");
}

function unsupported(token: string, what: string): RangeError {
  return new RangeError(
    `'${token}': ${what} not supported by the provider that is built into the embedded engine; install the plugin ` +
      "with `pulumi plugin install resource kubernetes`, or use the Pulumi CLI",
  );
}
