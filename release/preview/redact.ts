/** How Pulumi marks a secret in a deployment: this key with this value, and the plaintext as JSON text. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** Stands for every value that must not be seen. A preview from a redacted state has it in config too, so nothing differs. */
export const REDACTED = "[redacted]";

/**
 * An exported deployment (`stack export --show-secrets`) without its secrets, fit to be seen by anybody: for previews
 * where the passphrase is not.
 *
 * Marks of secrecy stay. Of what they hold, a text that also stands in clear somewhere in the deployment is kept (an
 * address beside a key is no secret, and a preview would show it as changed); anything else becomes `REDACTED`.
 *
 * @throws for a secret that was exported encrypted: its text could not be judged
 */
export function redactDeployment(exported: unknown): unknown {
  const clear = new Set<string>();
  collectClear(exported, clear);
  const redacted = redact(exported, clear) as { deployment?: Record<string, unknown> };
  const { secrets_providers: _providers, ...deployment } = redacted.deployment ?? {};
  return { ...redacted, deployment };
}

function collectClear(value: unknown, clear: Set<string>): void {
  if (isSecret(value)) return;
  if (typeof value === "object" && value !== null) {
    for (const inner of Object.values(value)) collectClear(inner, clear);
  } else clear.add(String(value));
}

function redact(value: unknown, clear: ReadonlySet<string>): unknown {
  if (isSecret(value)) {
    if (typeof value.plaintext !== "string") {
      throw new Error("the deployment holds an encrypted secret; export it with --show-secrets");
    }
    const hidden = hide(JSON.parse(value.plaintext), clear);
    return { [SIGNATURE]: SECRET, plaintext: JSON.stringify(hidden) };
  }
  return mapValues(value, (inner) => redact(inner, clear));
}

function hide(value: unknown, clear: ReadonlySet<string>): unknown {
  if (typeof value === "object" && value !== null) return mapValues(value, (inner) => hide(inner, clear));
  return clear.has(String(value)) ? value : REDACTED;
}

function mapValues(value: unknown, map: (inner: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(map);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, map(inner)]));
}

function isSecret(value: unknown): value is { readonly plaintext?: unknown } {
  return typeof value === "object" && value !== null && (value as Record<string, unknown>)[SIGNATURE] === SECRET;
}
