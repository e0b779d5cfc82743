import { runScenarios } from "./run-scenarios.ts";
import { DESTROY, UP } from "./scenario.ts";

const pair = (inputs: string, options = "{}") => `
  const a = new Item("a", { ${inputs} }, ${options});
  new Item("b", { text: a.token });
`;

const kinds = (shape: string, options = "{}", fail = "") => `
  const a = new Item("a", { shape: "${shape}", fail: "${fail}" }, ${options});
  const b = new Item("b", { shape: a.token });
  new Item("c", { text: a.token });
  new Item("d", {}, { dependsOn: b });
`;

runScenarios("replacement", [
  {
    name: "the new one is made first, then its dependents are updated, and the old one is deleted last",
    steps: [
      { program: pair('shape: "x"'), run: UP, expect: { counts: { create: 3 } } },
      {
        program: pair('shape: "y"'),
        run: "preview",
        expect: {
          steps: ["same stack", "create-replacement a", "replace a", "delete-replaced a", "update b"],
          counts: { same: 1, replace: 1, update: 1 },
        },
      },
      {
        run: UP,
        expect: {
          steps: ["same stack", "create-replacement a", "replace a", "delete-replaced a", "update b"],
          counts: { same: 1, replace: 1, update: 1 },
          calls: ["create a", "update b", "delete a"],
          state: { a: { id: "a-2" }, b: { inputs: { text: "token of a-2" } } },
          world: { "a-2": {}, "b-1": { text: "token of a-2" } },
        },
      },
    ],
  },
  {
    name: "an old one that cannot be deleted stays in the state, and every run tries again",
    steps: [
      { program: 'new Item("a", { shape: "x", fail: "delete" });', run: UP, expect: { counts: { create: 2 } } },
      {
        program: 'new Item("a", { shape: "y" });',
        run: UP,
        expect: {
          exit: 1,
          errors: ["cannot delete a"],
          steps: ["same stack", "create-replacement a", "replace a", "delete-replaced a (failed)"],
          counts: { same: 1, replace: 1 },
          state: { a: { id: "a-2" }, "a (replaced)": { id: "a-1", delete: true } },
        },
      },
      {
        run: UP,
        expect: { exit: 1, calls: ["delete a"], counts: { same: 2 }, state: { a: {}, "a (replaced)": {} } },
      },
      {
        world: { "a-1": { fail: "" } },
        run: UP,
        expect: {
          steps: ["same stack", "same a", "delete-replaced a"],
          counts: { same: 2 },
          calls: ["delete a"],
          state: { a: { id: "a-2" } },
          world: { "a-2": {} },
        },
      },
    ],
  },
  {
    name: "deleteBeforeReplace takes along what would be replaced for it, and leaves what is updated",
    steps: [
      { program: kinds("x", "{ deleteBeforeReplace: true }"), run: UP, expect: { counts: { create: 5 } } },
      {
        program: kinds("y", "{ deleteBeforeReplace: true }"),
        run: "preview",
        expect: { counts: { same: 2, replace: 2, update: 1 } },
      },
      {
        run: UP,
        expect: {
          counts: { same: 2, replace: 2, update: 1 },
          calls: ["delete b", "delete a", "create a", ["create b", "update c"]],
          world: { "a-2": {}, "b-2": {}, "c-1": {}, "d-1": {} },
        },
      },
    ],
  },
  {
    name: "the provider itself can ask for the deletion to come first, and the program can refuse it",
    steps: [
      { program: pair('shape: "x", deleteFirst: true'), run: UP, expect: { counts: { create: 3 } } },
      {
        program: pair('shape: "y", deleteFirst: true'),
        run: UP,
        expect: { calls: ["delete a", "create a", "update b"], counts: { same: 1, replace: 1, update: 1 } },
      },
      {
        program: pair('shape: "z", deleteFirst: true', "{ deleteBeforeReplace: false }"),
        run: UP,
        expect: { calls: ["create a", "update b", "delete a"], counts: { same: 1, replace: 1, update: 1 } },
      },
    ],
  },
  {
    name: "a creation that fails after the deletion leaves a replacement pending, which the next run goes on with",
    incomparable: "the CLI has the dependent deleted once more, though its state says that this has been done",
    steps: [
      { program: kinds("x", "{ deleteBeforeReplace: true }"), run: UP, expect: { counts: { create: 5 } } },
      {
        program: kinds("y", "{ deleteBeforeReplace: true }", "create"),
        run: UP,
        expect: {
          exit: 1,
          errors: ["cannot create a"],
          calls: ["delete b", "delete a", "create a"],
          state: {
            a: { pendingReplacement: true },
            b: { pendingReplacement: true },
            c: {},
            d: {},
          },
          world: { "c-1": {}, "d-1": {} },
        },
      },
      {
        program: kinds("y", "{ deleteBeforeReplace: true }"),
        run: UP,
        expect: {
          counts: { same: 2, replace: 2, update: 1 },
          world: { "a-3": {}, "b-2": {}, "c-1": {}, "d-1": {} },
          state: { a: { pendingReplacement: undefined }, b: { pendingReplacement: undefined }, c: {}, d: {} },
        },
      },
    ],
  },
  {
    name: "a pending replacement that the program no longer wants is forgotten",
    steps: [
      { program: 'new Item("a", { shape: "x" }, { deleteBeforeReplace: true });', run: UP, expect: {} },
      {
        program: 'new Item("a", { shape: "y", fail: "create" }, { deleteBeforeReplace: true });',
        run: UP,
        expect: { exit: 1, state: { a: { pendingReplacement: true } } },
      },
      { program: "", run: UP, expect: { calls: [], state: {}, world: {} } },
    ],
  },
  {
    name: "replaceOnChanges replaces for the paths that it names, as far as the provider names what changed",
    steps: [
      {
        program: `
          new Item("detailed", { size: 1, detailed: true }, { replaceOnChanges: ["size"] });
          new Item("named", { size: 1 }, { replaceOnChanges: ["size"] });
          new Item("vague", { list: [1, 2], vague: true }, { replaceOnChanges: ["list[1]"] });
          new Item("other", { size: 1, text: "x" }, { replaceOnChanges: ["text"] });
          new Item("all", { size: 1 }, { replaceOnChanges: ["*"] });
        `,
        run: UP,
        expect: { counts: { create: 6 } },
      },
      {
        program: `
          new Item("detailed", { size: 2, detailed: true }, { replaceOnChanges: ["size"] });
          new Item("named", { size: 2 }, { replaceOnChanges: ["size"] });
          new Item("vague", { list: [1, 3], vague: true }, { replaceOnChanges: ["list[1]"] });
          new Item("other", { size: 2, text: "x" }, { replaceOnChanges: ["text"] });
          new Item("all", { size: 2 }, { replaceOnChanges: ["*"] });
        `,
        run: UP,
        expect: {
          counts: { same: 1, replace: 4, update: 1 },
          world: { "detailed-2": {}, "named-2": {}, "vague-2": {}, "other-1": {}, "all-2": {} },
        },
      },
    ],
  },
  {
    name: "a resource of another type under the same name is another resource",
    steps: [
      { program: 'new Item("a");', run: UP, expect: { counts: { create: 2 } } },
      {
        program: 'class Other extends pulumi.CustomResource {} new Other("world:index:Other", "a");',
        run: UP,
        expect: { counts: { same: 1, create: 1, delete: 1 }, calls: ["create a", "delete a"] },
      },
      { run: DESTROY, expect: { world: {} } },
    ],
  },
]);
