import { runScenarios } from "./run-scenarios.ts";
import { DESTROY, secret, UP, wrapped } from "./scenario.ts";

runScenarios("secrets", [
  {
    name: "a secret stays one from the config through inputs and outputs to the stack's outputs",
    steps: [
      { run: "config set --secret key hunter2", expect: {} },
      {
        program: `
          const key = new pulumi.Config().requireSecret("key");
          const a = new Item("a", { secret: key, list: ["open", key], map: { inside: key, open: 1 } });
          new Item("b", { text: a.secret });
          export const secret = key;
          export const of = pulumi.interpolate\`\${key} and \${a.token}\`;
          export const open = a.token;
        `,
        run: "up --yes",
        expect: {
          counts: { create: 3 },
          hides: ["hunter2"],
          outputs: { secret: "hunter2", of: "hunter2 and token of a-1", open: "token of a-1" },
          state: {
            a: {
              inputs: { secret: secret("hunter2"), map: { inside: secret("hunter2"), open: 1 } },
              outputs: { secret: secret("hunter2"), token: "token of a-1" },
            },
            b: {},
            stack: {
              outputs: { secret: secret("hunter2"), of: secret("hunter2 and token of a-1"), open: "token of a-1" },
            },
          },
          world: { "a-1": { secret: wrapped("hunter2") }, "b-1": {} },
        },
      },
      { run: `${UP} --expect-no-changes`, expect: { counts: { same: 3 } } },
      {
        run: "stack output --json",
        expect: { json: { secret: "[secret]", of: "[secret]", open: "token of a-1" }, hides: ["hunter2"] },
      },
      { run: "stack output secret --show-secrets", expect: { shows: [/^hunter2$/m] } },
      { run: "stack export", expect: { hides: ["hunter2"] } },
      { run: "config set --secret key hunter3", expect: {} },
      {
        run: UP,
        expect: { counts: { same: 1, update: 2 }, world: { "a-1": { secret: wrapped("hunter3") }, "b-1": {} } },
      },
    ],
  },
  {
    name: "a provider that cannot keep secrets gets them in clear, and its outputs are secret where its inputs were",
    steps: [
      {
        program: `
          const provider = new World("plain", { secrets: "false" });
          const a = new Item("a", { secret: pulumi.secret("hush"), map: { inside: pulumi.secret("x") }, size: 1 }, { provider });
          export const secret = a.secret;
          export const token = a.token;
        `,
        run: UP,
        expect: {
          counts: { create: 3 },
          world: { "a-1": { secret: "hush", map: { inside: "x" } } },
          state: {
            plain: { inputs: { secrets: "false" } },
            a: { inputs: { secret: secret("hush") }, outputs: { secret: secret("hush"), token: "token of a-1" } },
          },
          hides: ["hush"],
        },
      },
      { run: `${UP} --expect-no-changes`, expect: { counts: { same: 3 } } },
    ],
  },
  {
    name: "additionalSecretOutputs and what a provider makes up as a secret",
    steps: [
      {
        program: `
          const a = new Item("a", { mint: true, size: 1 }, { additionalSecretOutputs: ["token"] });
          export const token = a.token;
        `,
        run: UP,
        expect: {
          state: {
            a: {
              additionalSecretOutputs: ["token"],
              outputs: { token: secret("token of a-1"), minted: secret("key of a-1") },
            },
          },
          outputs: { token: "token of a-1" },
          hides: ["token of a-1"],
        },
      },
      {
        program: 'const a = new Item("a", { mint: true, size: 1 }); export const token = a.token;',
        run: UP,
        expect: { counts: { same: 2 } },
      },
      {
        program: 'const a = new Item("a", { mint: true, size: 2 }); export const token = a.token;',
        run: UP,
        expect: { counts: { same: 1, update: 1 }, state: { a: { outputs: { token: "token of a-1" } } } },
      },
    ],
  },
  {
    name: "a value that becomes secret, or is one no more, changes the state",
    steps: [
      { program: 'new Item("a", { text: "v" });', run: UP, expect: { counts: { create: 2 } } },
      {
        program: 'new Item("a", { text: pulumi.secret("v") });',
        run: UP,
        expect: { state: { a: { inputs: { text: secret("v") } } } },
      },
      { program: 'new Item("a", { text: "v" });', run: UP, expect: { state: { a: { inputs: { text: "v" } } } } },
      { run: DESTROY, expect: { state: {} } },
    ],
  },
]);
