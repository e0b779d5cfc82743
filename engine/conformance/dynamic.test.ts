import { runScenarios } from "./run-scenarios.ts";
import { DESTROY, REFRESH, secret, UP } from "./scenario.ts";

/** What the things of a dynamic provider are is in a file of the project, so that the text in the state stays the same. */
const things = (body: string, diff = "") => `
  const provider = {
    ${diff}
    async create(inputs) {
      if (inputs.fail === "create") throw new Error("cannot create it");
      return { id: "thing-" + inputs.kind, outs: { ...inputs, made: "made " + inputs.kind } };
    },
    async update(id, olds, news) {
      if (news.fail === "update") throw new Error("cannot update it");
      return { outs: { ...news, made: "changed " + news.kind } };
    },
    async read(id, props) { return { id, props: { ...props, seen: true } }; },
    async delete() {},
  };
  class Thing extends pulumi.dynamic.Resource {
    constructor(name, args, options) { super(provider, name, { made: undefined, ...args }, options, "test", "Thing"); }
  }
  ${body}
`;

const replacing = `async diff(id, olds, news) {
  return { changes: olds.kind !== news.kind || olds.size !== news.size, replaces: olds.kind !== news.kind ? ["kind"] : [], deleteBeforeReplace: true };
},`;

runScenarios("dynamic providers", [
  {
    name: "a thing's life, with inputs that decide where the provider has no diff",
    steps: [
      { run: "config set --secret key hush", expect: {} },
      {
        program: things(
          'const a = new Thing("a", { kind: "x", secret: new pulumi.Config().requireSecret("key") }); export const made = a.made;',
        ),
        run: UP,
        expect: {
          steps: ["create stack", "create a"],
          counts: { create: 2 },
          outputs: { made: "made x" },
          state: {
            a: {
              type: "pulumi-nodejs:dynamic/test:Thing",
              id: "thing-x",
              inputs: { kind: "x", secret: secret("hush") },
              outputs: { made: "made x", secret: secret("hush") },
            },
          },
        },
      },
      { run: UP, expect: { counts: { same: 2 } } },
      {
        program: things('const a = new Thing("a", { kind: "y" }); export const made = a.made;'),
        run: UP,
        expect: { counts: { same: 1, update: 1 }, outputs: { made: "changed y" }, state: { a: { id: "thing-x" } } },
      },
      {
        program: things('const a = new Thing("a", { kind: "z", fail: "update" }); export const made = a.made;'),
        run: UP,
        expect: {
          exit: 1,
          errors: ["cannot update it"],
          outputs: { made: "changed y" },
          state: { a: { inputs: { kind: "y" } } },
        },
      },
      {
        program: things('new Thing("a", { kind: "y" });'),
        run: REFRESH,
        expect: { state: { a: { outputs: { seen: true } } } },
      },
      { run: DESTROY, expect: { counts: { delete: 2 } } },
    ],
  },
  {
    name: "its own diff decides: replaceOnChanges has no effect, replacements do",
    steps: [
      {
        program: things('new Thing("a", { kind: "x", size: 1 }, { replaceOnChanges: ["size"] });', replacing),
        run: UP,
        expect: { counts: { create: 2 } },
      },
      {
        program: things('new Thing("a", { kind: "x", size: 2 }, { replaceOnChanges: ["size"] });', replacing),
        run: UP,
        expect: { counts: { same: 1, update: 1 } },
      },
      {
        program: things('new Thing("a", { kind: "y", size: 2, fail: "create" });', replacing),
        run: UP,
        expect: { exit: 1, errors: ["cannot create it"], state: { a: { pendingReplacement: true } } },
      },
      {
        program: things('new Thing("a", { kind: "y", size: 2 });', replacing),
        run: UP,
        expect: { counts: { same: 1, replace: 1 }, state: { a: { id: "thing-y", pendingReplacement: undefined } } },
      },
    ],
  },
]);
