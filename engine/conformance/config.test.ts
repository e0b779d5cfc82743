import { runScenarios } from "./run-scenarios.ts";
import { DESTROY, REFRESH, UP } from "./scenario.ts";

runScenarios("config and history", [
  {
    name: "config is typed by the project, may be structured, and reaches the program",
    project: `config:
  size: {type: integer, default: 3}
  names: {type: array, items: {type: string}, default: [x, y]}
  world:uri: {value: here}
`,
    steps: [
      {
        program: `
          const config = new pulumi.Config();
          export const size = config.requireNumber("size");
          export const names = config.requireObject("names");
          export const map = config.getSecretObject("map");
          export const uri = new pulumi.Config("world").get("uri");
          export const where = [pulumi.getProject(), pulumi.getStack(), pulumi.getOrganization()];
        `,
        run: UP,
        expect: { outputs: { size: 3, names: ["x", "y"], uri: "here", where: ["proj", "dev", "organization"] } },
      },
      { run: "config set size 5", expect: {} },
      { run: "config set --path map.inner[0] one", expect: {} },
      { run: "config set --path map.count 7", expect: {} },
      { run: "config set --path --secret map.key hush", expect: {} },
      {
        run: "config --json",
        expect: {
          json: { "proj:size": { value: "5", secret: false }, "proj:map": { secret: true } },
          hides: ["hush"],
        },
      },
      { run: "config get --path map.inner[0]", expect: { shows: [/^one$/m] } },
      { run: "config get --path map.key", expect: { shows: [/^hush$/m] } },
      {
        run: UP,
        expect: {
          outputs: {
            size: 5,
            names: ["x", "y"],
            uri: "here",
            where: ["proj", "dev", "organization"],
            map: { inner: ["one"], count: 7, key: "hush" },
          },
        },
      },
      { run: "config set size many", expect: {} },
      { run: UP, expect: { exit: 1, errors: [/size.*must be of type 'integer'/], calls: [] } },
      { run: "config set-all --plaintext size=6 --secret other=x", expect: {} },
      { run: "config rm --path map.key", expect: {} },
      {
        run: "config --json --show-secrets",
        expect: { json: { "proj:other": { value: "x", secret: true }, "proj:size": { value: "6" } } },
      },
      {
        run: "config get nowhere",
        expect: { exit: 1, errors: ["configuration key 'nowhere' not found for stack 'dev'"] },
      },
    ],
  },
  {
    name: "the history tells of every operation, newest first, with its config and what it changed",
    steps: [
      { run: "config set size 5", expect: {} },
      { run: "config set --secret key hush", expect: {} },
      { program: 'new Item("a", { size: 1 });', run: `${UP} --message first`, expect: {} },
      { program: 'new Item("a", { size: 2, fail: "update" });', run: UP, expect: { exit: 1 } },
      { run: "preview", expect: {} },
      { run: REFRESH, expect: {} },
      { run: DESTROY, expect: {} },
      {
        run: "stack history --json",
        expect: {
          json: [
            { kind: "destroy", result: "succeeded", resourceChanges: { delete: 2 }, version: 0 },
            { kind: "refresh", result: "succeeded", resourceChanges: { same: 2 } },
            { kind: "update", result: "failed", resourceChanges: { same: 1 } },
            {
              kind: "update",
              result: "succeeded",
              message: "first",
              resourceChanges: { create: 2 },
              config: { "proj:size": { value: "5", secret: false }, "proj:key": { secret: true } },
            },
          ],
          hides: ["hush"],
        },
      },
      {
        run: "stack history --json --show-secrets --page-size 1 --page 2",
        expect: { json: [{ kind: "refresh", config: { "proj:key": { value: "hush", secret: true } } }] },
      },
    ],
  },
  {
    name: "expected changes: applied and then refused, but a change of outputs alone is none",
    steps: [
      { program: "export const one = 1;", run: UP, expect: { counts: { create: 1 } } },
      {
        program: "export const one = 2;",
        run: `${UP} --expect-no-changes`,
        expect: { counts: { same: 1 }, outputs: { one: 2 } },
      },
      {
        program: 'new Item("a");',
        run: `${UP} --expect-no-changes`,
        expect: { exit: 7, errors: ["no changes were expected"], counts: { same: 1, create: 1 }, world: { "a-1": {} } },
      },
    ],
  },
  {
    name: "a stack goes through export and import, and is removed only when it is empty",
    steps: [
      { program: 'new Item("a", { secret: pulumi.secret("hush") });', run: UP, expect: {} },
      { run: "stack export --file all.json", expect: {} },
      { run: "stack export --show-secrets --file clear.json", expect: {} },
      { program: "", run: UP, expect: { counts: { same: 1, delete: 1 } } },
      { run: "stack import --file all.json", expect: { state: { a: { id: "a-1" } } } },
      { run: "stack import --file clear.json", expect: { state: { a: { id: "a-1" } } } },
      { run: "stack rm dev --yes", expect: { exit: 1, errors: ["'dev' still has resources; removal rejected"] } },
      { program: 'new Item("a", { secret: pulumi.secret("hush") });', run: REFRESH, expect: { state: {} } },
      { run: "stack import --file all.json", expect: {} },
      { run: "preview --refresh", expect: { counts: { same: 1, create: 1 } } },
      { run: "stack ls --json", expect: { json: [{ name: "dev", current: true, resourceCount: 3 }] } },
    ],
  },
]);
