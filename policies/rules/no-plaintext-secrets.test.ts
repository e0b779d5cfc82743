import { expect, test } from "vitest";
import { CONFIG_MAP, LOCAL_PROCESS } from "../resource-types.ts";
import { judgeResource, type Shown } from "../testing/judge.ts";
import { container, deployment } from "../testing/workloads.ts";
import { noPlaintextSecrets } from "./no-plaintext-secrets.ts";

const judged = (shown: Shown) => judgeResource(noPlaintextSecrets, shown);
const pod = (name: string, value: string) => deployment({ env: [{ name, value }] });

test.each([
  ["PORT", "8000"],
  ["POSTGRES_PASSWORD_FILE", "/run/secrets/password"],
  ["AUTOMOUNT_TOKEN", "false"],
  ["LLM_API_KEY", ""],
  ["KONG_PG_PASSWORD", "{vault://env/pg-password}"],
  ["LLM_BASE_URL", "https://llm.example/v1"],
])("%s=%s is no secret", async (name, value) => {
  expect(await judged(pod(name, value))).toEqual([]);
});

test("a Secret is referred to", async () => {
  const env = [{ name: "LLM_API_KEY", valueFrom: { secretKeyRef: { name: "llm", key: "apiKey" } } }];
  expect(await judged(deployment({ env }))).toEqual([]);
});

test.each(["PGPASSWORD", "KONG_PG_PASSWORD", "LLM_API_KEY", "clientSecret", "GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY"])(
  "a value of %s is one, and is not told",
  async (name) => {
    expect(await judged(pod(name, "hunter2"))).toEqual([
      `Variable of container main: ${name} of web has a value in clear.`,
    ]);
  },
);

test.each([
  ["postgres://kong:hunter2@db:5432/kong", "a URL with a password"],
  ["-----BEGIN RSA PRIVATE KEY-----\nMII", "a private key"],
  [`AKIA${"A".repeat(16)}`, "an access key of AWS"],
  [`ghp_${"a".repeat(36)}`, "a token of GitHub"],
  [`sk-${"a".repeat(24)}`, "a key of an LLM's provider"],
])("%s is known by its form", async (value, what) => {
  const messages = await judged(pod("SETTING", value));
  expect(messages).toEqual([`Variable of container main: SETTING of web has ${what} in clear.`]);
});

test("it looks wherever an environment is", async () => {
  const key = { LLM_API_KEY: "hunter2" };
  expect(await judged(container({ envs: ["PORT=1", "LLM_API_KEY=hunter2"] }))).toEqual([
    "Variable LLM_API_KEY of kong has a value in clear.",
  ]);
  expect(await judged({ type: CONFIG_MAP, name: "settings", props: { data: key } })).toEqual([
    "Key LLM_API_KEY of settings has a value in clear.",
  ]);
  expect(await judged({ type: LOCAL_PROCESS, name: "web", props: { environment: key, bindings: key } })).toEqual([
    "Variable LLM_API_KEY of web has a value in clear.",
  ]);
  const args = ["--database", "postgres://kong:hunter2@db/kong"];
  expect(await judged(deployment({ args }))).toEqual([
    "The command of container main of web has a URL with a password in clear.",
  ]);
});
