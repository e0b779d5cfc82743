import { runScenarios } from "./run-scenarios.ts";
import { DESTROY, REFRESH, secret, UP } from "./scenario.ts";

const OTHER_HANDS = { "world/there.json": '{"size":1,"token":"token of there","revision":1}' };

runScenarios("reads", [
  {
    name: "get reads what exists already: it is in the state as external, never changed and never deleted",
    files: OTHER_HANDS,
    steps: [
      {
        program:
          'const a = new Item("a", {}, { id: "there" }); new Item("b", { text: a.token }); export const size = a.size;',
        run: "preview",
        expect: {
          steps: ["create stack", "read a", "create b"],
          counts: { create: 2 },
          calls: ["read a", "create b (preview)"],
        },
      },
      {
        run: UP,
        expect: {
          steps: ["create stack", "read a", "create b"],
          counts: { create: 2 },
          outputs: { size: 1 },
          state: {
            a: { id: "there", external: true, outputs: { token: "token of there" } },
            b: { inputs: { text: "token of there" } },
          },
        },
      },
      { world: { there: { size: 2 } }, run: UP, expect: { outputs: { size: 2 } } },
      { run: REFRESH, expect: { exit: 0, state: { a: { external: true }, b: {} } } },
      {
        program: 'new Item("b", { text: "token of there" });',
        run: UP,
        expect: { state: { b: {} }, world: { there: {}, "b-1": {} } },
      },
      { run: DESTROY, expect: { calls: ["delete b"], state: {}, world: { there: {} } } },
    ],
  },
  {
    name: "get of what is not there is an error",
    steps: [
      {
        program: 'new Item("a", {}, { id: "nowhere" });',
        run: "preview",
        expect: { exit: 1, errors: [/resource 'nowhere' does not exist/] },
      },
      { run: UP, expect: { exit: 1, state: {} } },
    ],
  },
  {
    name: "what was read is made when the program takes it over, and the other way round is only read",
    files: OTHER_HANDS,
    steps: [
      { program: 'new Item("a", {}, { id: "there" });', run: UP, expect: { counts: { create: 1 } } },
      {
        program: 'new Item("a", { size: 5 });',
        run: UP,
        expect: {
          calls: ["create a"],
          state: { a: { id: "a-1", external: undefined } },
          world: { there: {}, "a-1": { size: 5 } },
        },
      },
      {
        program: 'new Item("a", {}, { id: "there" });',
        run: UP,
        expect: { state: { a: { id: "there", external: true } } },
      },
    ],
  },
  {
    name: "an id that is not known yet is not read in a preview",
    files: OTHER_HANDS,
    steps: [
      {
        program:
          'const first = new Item("first"); const a = new Item("a", {}, { id: first.token.apply(() => "there") }); export const size = a.size;',
        run: "preview",
        expect: { calls: ["create first (preview)"], counts: { create: 2 } },
      },
      { run: UP, expect: { calls: ["create first", "read a"], outputs: { size: 1 } } },
    ],
  },
  {
    name: "a StackReference gives another stack's outputs, and keeps secrets",
    steps: [
      {
        program: 'export const open = "door"; export const key = pulumi.secret("hush"); export const map = { a: [1] };',
        run: UP,
        expect: {},
      },
      { run: "stack init other", expect: {} },
      {
        program: `
          const reference = new pulumi.StackReference("organization/proj/dev");
          export const open = reference.getOutput("open");
          export const key = reference.requireOutput("key");
          export const missing = reference.getOutput("missing");
          export const first = reference.getOutput("map").apply((map) => map.a[0]);
          export const at = reference.getOutputValue("open");
        `,
        run: "preview",
        expect: { counts: { create: 1 } },
      },
      {
        run: UP,
        expect: {
          counts: { create: 1 },
          outputs: { open: "door", key: "hush", first: 1, at: "door" },
          hides: ["hush"],
          state: {
            "organization/proj/dev": {
              type: "pulumi:pulumi:StackReference",
              external: true,
              id: "organization/proj/dev",
              outputs: {
                name: "organization/proj/dev",
                outputs: { open: "door", key: secret("hush"), map: { a: [1] } },
                secretOutputNames: ["key"],
              },
            },
          },
        },
      },
      { run: UP, expect: { outputs: { open: "door", key: "hush", first: 1, at: "door" } } },
    ],
  },
  {
    name: "a StackReference to no stack is named",
    incomparable:
      "the stack's outputs may come before the reference has failed, or after: nothing orders the two calls",
    steps: [
      {
        program: 'new pulumi.StackReference("organization/proj/nowhere");',
        run: "preview",
        expect: { exit: 1, errors: [/nowhere/] },
      },
    ],
  },
  {
    name: "a function of a provider is called, also in a preview, but not with what is not known",
    files: OTHER_HANDS,
    steps: [
      {
        program: `
          export const size = pulumi.runtime.invokeOutput("world:index:lookup", { id: "there" }).size;
          const a = new Item("a");
          export const later = pulumi.runtime.invokeOutput("world:index:lookup", { id: a.token.apply(() => "there") }).size;
          export const hidden = pulumi.runtime.invokeOutput("world:index:lookup", { id: pulumi.secret("there") }).size;
        `,
        run: "preview",
        expect: { counts: { create: 2 } },
      },
      {
        run: UP,
        expect: {
          outputs: { size: 1, later: 1, hidden: 1 },
          state: { a: {}, stack: { outputs: { hidden: secret(1) } } },
        },
      },
      {
        program: 'export const size = pulumi.runtime.invokeOutput("world:index:lookup", { id: "nowhere" }).size;',
        run: "preview",
        expect: { exit: 1, errors: ["there is no item nowhere"] },
      },
    ],
  },
]);
