import type { ResourceValidationPolicy } from "@pulumi/policy";
import { bareProperties } from "../known-values.ts";
import { CONFIG_MAP, LOCAL_PROCESS } from "../resource-types.ts";
import { containerOf } from "../workloads/docker.ts";
import { containersOf, workloadOf } from "../workloads/pod.ts";

/** Names of variables that hold a secret itself; one that ends in _FILE says where it is. */
const SECRET_NAME = /(?:password|passwd|passphrase|secret|token|api_?key|private_?key|access_?key|credentials?)$/i;

/** What some secrets look like, whatever their variable is called. */
const SECRET_FORMS: readonly { readonly form: RegExp; readonly what: string }[] = [
  { form: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/, what: "a private key" },
  { form: /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:[^\s/@]+@/i, what: "a URL with a password" },
  { form: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/, what: "an access key of AWS" },
  { form: /\bgh[pousr]_[A-Za-z0-9]{36,}\b/, what: "a token of GitHub" },
  { form: /\bsk-[A-Za-z0-9_-]{20,}/, what: "a key of an LLM's provider" },
];

/** A value that stands in clear, and where. */
interface ClearValue {
  readonly where: string;
  readonly name: string;
  readonly value: string;
}

/**
 * Pulumi hands values that are secrets to policies in clear and unmarked, so a rule can go by names and forms alone: a
 * secret under a harmless name that looks like any other text is not seen.
 */
export const noPlaintextSecrets: ResourceValidationPolicy = {
  name: "no-plaintext-secrets",
  description:
    "No secret stands in clear in an environment, a ConfigMap or a command, where everybody who may look at the workload " +
    "reads it. Refer to a Secret (valueFrom.secretKeyRef), or upload a file and name it in a variable that ends in _FILE.",
  enforcementLevel: "mandatory",
  validateResource({ type, name, props, notApplicable }, reportViolation) {
    const values = clearValuesOf(type, props);
    if (values === undefined) return notApplicable("it has no environment");
    // Never the value: what a policy reports stands in logs.
    const problems = values.flatMap((value) => {
      const what = secretIn(value);
      return what === undefined ? [] : [`${value.where} of ${name} has ${what} in clear.`];
    });
    if (problems.length > 0) reportViolation(problems.join("\n"));
  },
};

function secretIn({ name, value }: ClearValue): string | undefined {
  const known = SECRET_FORMS.find(({ form }) => form.test(value));
  if (known) return known.what;
  return SECRET_NAME.test(name) && mayBeSecret(value) ? "a value" : undefined;
}

/** A switch is no secret, and a reference to Kong's vault is none either. */
function mayBeSecret(value: string): boolean {
  return value !== "" && value !== "true" && value !== "false" && !value.startsWith("{vault://");
}

function clearValuesOf(type: string, props: object): readonly ClearValue[] | undefined {
  if (type === CONFIG_MAP) {
    return variables((bareProperties(props).data ?? {}) as Record<string, unknown>, "Key");
  }
  if (type === LOCAL_PROCESS) {
    return variables((bareProperties(props).environment ?? {}) as Record<string, unknown>, "Variable");
  }
  const container = containerOf(type, props);
  if (container) {
    const pairs = (container.envs ?? []).map((entry) => /^([^=]*)=(.*)$/s.exec(entry)?.slice(1) ?? [entry, ""]);
    return [...variables(Object.fromEntries(pairs), "Variable"), ...words(container.command, "The command")];
  }
  const workload = workloadOf(type, props);
  return (
    workload &&
    containersOf(workload.pod).flatMap(({ name, env = [], command, args }) => [
      ...env.flatMap(({ name: variable, value }) =>
        value === undefined ? [] : variables({ [variable]: value }, `Variable of container ${name}:`),
      ),
      ...words([...(command ?? []), ...(args ?? [])], `The command of container ${name}`),
    ])
  );
}

function variables(values: Readonly<Record<string, unknown>>, kind: string): ClearValue[] {
  return Object.entries(values).map(([name, value]) => ({ where: `${kind} ${name}`, name, value: String(value) }));
}

/** Words of a command have no name: their form alone tells. */
function words(command: readonly string[] | undefined, where: string): ClearValue[] {
  return (command ?? []).map((value) => ({ where, name: "", value }));
}
