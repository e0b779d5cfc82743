import { OperationError } from "../../builtin-provider/operation-error.ts";
import { isPlainObject } from "../../deployment/values/marks.ts";
import { conflictsIn, KubectlError } from "../kubectl/kubectl-error.ts";
import { described, type KubeObject, type ObjectIdentity, objectsAt, textAt } from "../objects/kube-object.ts";

/** What a cluster or kubectl refuses, with what to do about it. */
export function refusal(identity: ObjectIdentity, what: "apply" | "read" | "delete", cause: unknown): unknown {
  if (!(cause instanceof KubectlError)) return cause;
  const subject = described(identity);
  switch (cause.failure) {
    case "missing":
      return new OperationError(cause.message, { cause });
    case "configuration":
      return new OperationError(
        `kubectl does not know which cluster to use: ${cause.message}; set kubeconfig and context on the provider ` +
          "(kubernetes:kubeconfig, kubernetes:context), or KUBECONFIG",
        { cause },
      );
    case "unauthorized":
      return new OperationError(`the cluster does not accept the kubeconfig's credentials: ${cause.message}`, {
        cause,
      });
    case "unreachable":
      return new OperationError(
        `the cluster cannot be reached for ${subject} (${cause.message}): is it running, and does the kubeconfig's ` +
          "context lead to it? If it is gone for good, PULUMI_K8S_DELETE_UNREACHABLE=true lets refresh and destroy " +
          "forget what it held",
        { cause, uncertain: what !== "read" },
      );
    case "canceled":
      return new OperationError(`canceled before ${subject} was done`, { cause, uncertain: what !== "read" });
    case "conflict":
      return conflict(identity, cause);
    case "unknown-kind":
      return new OperationError(unknownKind(identity), { cause });
    case "not-found":
    case "forbidden":
    case "refused":
      return new OperationError(`${subject}: ${cause.message}${advice(cause.message)}`, { cause });
  }
}

export function unknownKind({ apiVersion, kind }: Pick<ObjectIdentity, "apiVersion" | "kind">): string {
  return (
    `the cluster knows no kind ${kind} in ${apiVersion}; if it is a custom one, its CustomResourceDefinition has to be ` +
    "there first (dependsOn), and if it is not, look for the version that this cluster serves"
  );
}

function advice(message: string): string {
  const fixed = /immutable|may not be changed|updates to [^\n]* are forbidden|forbidden: updates to/i.test(message);
  if (!fixed) return "";
  return (
    "; what cannot be changed in place needs a replacement: name the property in the resource option " +
    "replaceOnChanges, with deleteBeforeReplace where the name is fixed"
  );
}

function conflict(identity: ObjectIdentity, cause: KubectlError): OperationError {
  const stderr = typeof cause.cause === "string" ? cause.cause : cause.message;
  const conflicts = conflictsIn(stderr);
  const subject = described(identity);
  if (conflicts.length === 0) {
    const uid = /uid mismatch|UID in precondition/i.test(stderr);
    const why = uid ? "it was deleted, or made anew by somebody else, since the last operation" : cause.message;
    return new OperationError(`${subject}: ${why}; refresh first (pulumi refresh), then update`, { cause });
  }
  const held = conflicts.map(({ manager, fields }) => `  * "${manager}" holds ${fields.join(", ")}`).join("\n");
  return new OperationError(
    `${subject}: somebody else manages fields that this program sets to another value:\n${held}\n` +
      "Take the fields out of the program (or use ignoreChanges), or take them over: with the annotation " +
      'pulumi.com/patchForce: "true" on the resource, or enablePatchForce on the provider ' +
      "(PULUMI_K8S_ENABLE_PATCH_FORCE=true)",
    { cause },
  );
}

/** An object is there that this resource did not make. */
export function alreadyThere(identity: ObjectIdentity, there: KubeObject): OperationError {
  const managers = managersOf(there);
  const by = managers.length === 0 ? "" : `, managed by ${managers.map((name) => `"${name}"`).join(", ")}`;
  return new OperationError(
    `${described(identity)} is in the cluster already${by}. Give this one another name; or delete that one; or if it ` +
      "is the same under a new name in the program, tell so with an alias; or take it over, with " +
      "upsertExistingObjects on the provider (PULUMI_K8S_UPSERT_EXISTING_OBJECTS=true)",
  );
}

export function managersOf(object: KubeObject): string[] {
  const managers = objectsAt(object, "metadata", "managedFields")
    .filter((entry) => isPlainObject(entry) && textAt(entry, "subresource") === "")
    .map((entry) => textAt(entry, "manager"));
  return [...new Set(managers)];
}
