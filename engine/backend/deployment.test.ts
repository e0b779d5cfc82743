import { expect, test } from "vitest";
import { secret } from "../deployment/values/marks.ts";
import { StackSecrets } from "../secrets/stack-secrets.ts";
import { needsKey, openSnapshot, storeSnapshot } from "./deployment.ts";

test("secrets are encrypted wherever a resource has them, and found again", async () => {
  const secrets = await StackSecrets.create("passphrase");
  const resource = { urn: "urn", custom: true, type: "t:m:T" };
  for (const bearing of [
    { inputs: { a: secret("hush") } },
    { outputs: { a: [secret("hush")] } },
    { replacementTrigger: secret("hush") },
  ]) {
    const snapshot = { resources: [{ ...resource, ...bearing }], pendingOperations: [] };
    const stored = await storeSnapshot(snapshot, undefined, secrets, "now");
    expect(JSON.stringify(stored)).not.toContain("hush");
    expect(needsKey(stored)).toBe(true);
    expect(await openSnapshot(stored, secrets)).toEqual(snapshot);
  }
});
