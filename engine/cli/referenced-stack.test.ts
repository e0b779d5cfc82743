import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { emptyDeployment, storeSnapshot } from "../backend/deployment.ts";
import { FileBackend } from "../backend/file-backend.ts";
import { parseStackReference } from "../backend/layout.ts";
import { secret } from "../deployment/values/marks.ts";
import { StackSecrets } from "../secrets/stack-secrets.ts";
import { referencedStackOutputs } from "./referenced-stack.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "referenced-stack-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("a stack is found by each form of its name, with its secrets in clear inside their marks", async () => {
  const warnings: string[] = [];
  const backend = await FileBackend.open({ folder, url: `file://${folder}` }, (warning) => warnings.push(warning));
  const secrets = await StackSecrets.create("passphrase");
  const outputs = { plain: 1, hidden: secret("s") };
  const urn = "urn:pulumi:dev::other::pulumi:pulumi:Stack::other-dev";
  const stack = { urn, custom: false, type: "pulumi:pulumi:Stack", outputs };
  const deployment = await storeSnapshot({ resources: [stack], pendingOperations: [] }, undefined, secrets, "now");
  await backend.write({ project: "other", stack: "dev" }, deployment);
  await backend.write({ project: "mine", stack: "new" }, emptyDeployment(secrets.salt, "now"));
  const session = {
    backend,
    parseStack: (name: string) => parseStackReference(name, "mine"),
    deploymentSecrets: () => secrets,
  };

  expect(await referencedStackOutputs(session, "organization/other/dev")).toEqual(outputs);
  expect(await referencedStackOutputs(session, "new")).toEqual({});
  expect(await referencedStackOutputs(session, "organization/new")).toEqual({});
  await expect(referencedStackOutputs(session, "dev")).rejects.toThrow('unknown stack "dev"');
  expect(warnings).toEqual([]);
});
