import { runScenarios } from "./run-scenarios.ts";
import { DESTROY, UP } from "./scenario.ts";

runScenarios("deletion and protection", [
  {
    name: "a destroy deletes what is not protected, then fails on what is",
    steps: [
      {
        program: `
          const kept = new Item("kept", {}, { protect: true });
          const user = new Item("user", { text: kept.token });
          const c = new Component("c", {}, { protect: true });
          new Item("inside", {}, { parent: c });
          new Item("free");
        `,
        run: UP,
        expect: {
          counts: { create: 6 },
          state: { kept: { protect: true }, c: { protect: true }, inside: { protect: true }, user: {}, free: {} },
        },
      },
      {
        run: DESTROY,
        expect: {
          exit: 1,
          errors: [/kept.*cannot be deleted\s+because it is protected/s, /inside/],
          calls: [["delete user", "delete free"]],
          state: { kept: {}, c: {}, inside: {} },
          world: { "kept-1": {}, "inside-1": {} },
        },
      },
    ],
  },
  {
    name: "what is protected is neither replaced nor dropped until the protection is taken away",
    steps: [
      { program: 'new Item("a", { shape: "x" }, { protect: true });', run: UP, expect: { counts: { create: 2 } } },
      {
        program: 'new Item("a", { shape: "y" }, { protect: true });',
        run: "preview",
        expect: { exit: 1, errors: [/unable to replace resource ".*::a"\s+as it is currently marked for protection/] },
      },
      { run: UP, expect: { exit: 1, calls: [], errors: [/marked for protection/] } },
      { program: "", run: "preview", expect: { exit: 1, errors: [/cannot be deleted\s+because it is protected/] } },
      { run: UP, expect: { exit: 1, calls: [], world: { "a-1": {} } } },
      {
        program: 'new Item("a", { shape: "x" });',
        run: UP,
        expect: { counts: { same: 2 }, state: { a: { protect: undefined } } },
      },
      { program: "", run: UP, expect: { counts: { same: 1, delete: 1 }, calls: ["delete a"] } },
    ],
  },
  {
    name: "retainOnDelete leaves the thing in the world, deletedWith lets it go with another",
    steps: [
      {
        program: `
          new Item("kept", {}, { retainOnDelete: true });
          const host = new Item("host");
          new Item("along", {}, { deletedWith: host });
          new Item("replaced", { shape: "x" }, { retainOnDelete: true });
        `,
        run: UP,
        expect: {
          counts: { create: 5 },
          state: {
            kept: { retainOnDelete: true },
            host: {},
            along: { deletedWith: "urn:pulumi:dev::proj::world:index:Item::host" },
            replaced: {},
          },
        },
      },
      {
        program: `
          new Item("kept", {}, { retainOnDelete: true });
          const host = new Item("host");
          new Item("along", {}, { deletedWith: host });
          new Item("replaced", { shape: "y" }, { retainOnDelete: true });
        `,
        run: UP,
        expect: {
          counts: { same: 4, replace: 1 },
          calls: ["create replaced"],
          world: { "kept-1": {}, "host-1": {}, "along-1": {}, "replaced-1": {}, "replaced-2": {} },
        },
      },
      {
        run: DESTROY,
        expect: {
          counts: { delete: 5 },
          calls: ["delete host"],
          state: {},
          world: { "along-1": {}, "kept-1": {}, "replaced-1": {}, "replaced-2": {} },
        },
      },
    ],
  },
  {
    name: "deletedWith: a replacement of the one replaces the other",
    steps: [
      {
        program: 'const host = new Item("host", { shape: "x" }); new Item("along", {}, { deletedWith: host });',
        run: UP,
        expect: { counts: { create: 3 } },
      },
      {
        program: 'const host = new Item("host", { shape: "y" }); new Item("along", {}, { deletedWith: host });',
        run: UP,
        expect: { counts: { same: 1, replace: 2 }, calls: ["create host", "create along", "delete host"] },
      },
    ],
  },
  {
    name: "a deletion that fails stops those that would come after it",
    steps: [
      {
        program: `
          const a = new Item("a");
          const b = new Item("b", { fail: "delete" }, { dependsOn: a });
          new Item("c", {}, { dependsOn: b });
        `,
        run: UP,
        expect: { counts: { create: 4 } },
      },
      {
        run: DESTROY,
        expect: {
          exit: 1,
          errors: ["cannot delete b"],
          counts: { delete: 1 },
          calls: ["delete c", "delete b"],
          state: { a: {}, b: {} },
          pending: [],
        },
      },
      { world: { "b-1": { fail: "" } }, run: DESTROY, expect: { counts: { delete: 3 }, state: {}, world: {} } },
    ],
  },
  {
    name: "with --continue-on-error a deletion that fails stops only what must not go before it",
    steps: [
      {
        program: `
          const a = new Item("a");
          const b = new Item("b", { fail: "delete" }, { dependsOn: a });
          const x = new Item("x");
          new Item("y", {}, { dependsOn: x });
        `,
        run: UP,
        expect: { counts: { create: 5 } },
      },
      {
        run: `${DESTROY} --continue-on-error`,
        expect: { exit: 1, errors: ["cannot delete b"], state: { a: {}, b: {} }, world: { "a-1": {}, "b-1": {} } },
      },
    ],
  },
]);
