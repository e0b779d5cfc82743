import { runScenarios } from "./run-scenarios.ts";
import { REFRESH, UP } from "./scenario.ts";

runScenarios("failures", [
  {
    name: "of a creation: what is under way is awaited and recorded, nothing is deleted, what is not known stays",
    steps: [
      {
        program: 'new Item("old"); export const one = 1; export const two = 2;',
        run: UP,
        expect: { counts: { create: 2 } },
      },
      {
        program: `
          const bad = new Item("bad", { fail: "create", delay: 200 });
          new Item("slow", { delay: 900 });
          new Item("after", { text: bad.token });
          export const one = 11;
          export const two = bad.token;
        `,
        run: UP,
        expect: {
          exit: 1,
          errors: ["cannot create bad"],
          steps: ["same stack", "create bad (failed)", "create slow"],
          counts: { same: 1, create: 1 },
          calls: [["create bad", "create slow"]],
          state: { old: {}, slow: { id: "slow-1" } },
          pending: [],
          world: { "old-1": {}, "slow-1": {} },
        },
      },
      {
        program: 'new Item("bad"); new Item("slow", { delay: 900 }); export const one = 1;',
        run: UP,
        expect: { counts: { same: 2, create: 1, delete: 1 }, calls: ["create bad", "delete old"] },
      },
    ],
  },
  {
    name: "of an update: the old entry stays, dependents are not touched, outputs that are known are taken",
    steps: [
      {
        program:
          'const a = new Item("a", { size: 1 }); new Item("b", { text: a.token }); export const one = 1; export const two = 2;',
        run: UP,
        expect: { outputs: { one: 1, two: 2 } },
      },
      {
        program: `
          const a = new Item("a", { size: 2, fail: "update" });
          new Item("b", { text: a.token, size: 2 });
          export const one = 11;
        `,
        run: UP,
        expect: {
          exit: 1,
          errors: ["cannot update a"],
          steps: ["same stack", "update a (failed)"],
          counts: { same: 1 },
          state: { a: { inputs: { size: 1 } }, b: {} },
          outputs: { one: 11, two: 2 },
        },
      },
    ],
  },
  {
    name: "of a check: the property, its value and the reason are told, also in a preview",
    steps: [
      {
        program: 'new Item("a", { size: 2, fail: "check" });',
        run: "preview",
        expect: {
          exit: 1,
          errors: [/world:index:Item resource 'a': property size value \{?2\}? has a problem: it is too small/],
          steps: ["create stack"],
        },
      },
      { run: UP, expect: { exit: 1, errors: ["it is too small"], calls: [] } },
    ],
  },
  {
    name: "of a comparison",
    steps: [
      { program: 'new Item("a", { size: 1 });', run: UP, expect: {} },
      {
        program: 'new Item("a", { size: 2, fail: "diff" });',
        run: "preview",
        expect: { exit: 1, errors: ["cannot compare a"] },
      },
      { run: UP, expect: { exit: 1, errors: ["cannot compare a"], calls: [], state: { a: { inputs: { size: 1 } } } } },
    ],
  },
  {
    name: "of the program: nothing is deleted, whether it throws or leaves early; a logged error is none",
    steps: [
      { program: 'new Item("a"); export const one = 1;', run: UP, expect: {} },
      {
        program: 'throw new Error("program broken");',
        run: "preview",
        expect: { exit: 1, errors: ["program broken"] },
      },
      { run: UP, expect: { exit: 1, errors: ["program broken"], calls: [], world: { "a-1": {} } } },
      {
        program: 'new Item("b"); process.exit(0);',
        run: UP,
        expect: { exit: 1, state: { a: {} }, world: { "a-1": {} } },
      },
      {
        program: 'export const later = Promise.reject(new Error("later broken"));',
        run: UP,
        expect: { exit: 1, errors: ["later broken"], world: { "a-1": {} } },
      },
      {
        program: "const x = ;",
        run: UP,
        expect: { exit: 1, errors: ["SyntaxError"], world: { "a-1": {} } },
      },
      {
        program: 'new Item("a"); pulumi.log.warn("take care"); pulumi.log.error("this is an error");',
        run: UP,
        expect: { counts: { same: 2 }, warnings: ["take care"], errors: ["this is an error"] },
      },
    ],
  },
  {
    name: "a resource that exists but is not in order is recorded with what is wrong, and tried again",
    steps: [
      {
        program: 'const a = new Item("a", { fail: "create-half" }); new Item("b", { text: a.token });',
        run: UP,
        expect: {
          exit: 1,
          errors: ["not ready", "still not ready"],
          steps: ["create stack", "create a (failed)"],
          state: { a: { id: "a-1", initErrors: ["not ready", "still not ready"] } },
          world: { "a-1": {} },
        },
      },
      { run: "preview", expect: { counts: { same: 1, create: 1, update: 1 } } },
      {
        run: UP,
        expect: {
          counts: { same: 1, create: 1, update: 1 },
          calls: ["update a", "create b"],
          state: { a: { id: "a-1", initErrors: undefined }, b: {} },
        },
      },
      {
        program: 'const a = new Item("a", { size: 5, fail: "update-half" }); new Item("b", { text: a.token });',
        run: UP,
        expect: {
          exit: 1,
          errors: ["not ready"],
          state: { a: { inputs: { fail: "create-half" }, outputs: { size: 5 }, initErrors: ["not ready"] }, b: {} },
        },
      },
      {
        program: 'const a = new Item("a", { size: 5 }); new Item("b", { text: a.token });',
        run: UP,
        expect: { counts: { same: 2, update: 1 }, state: { a: { initErrors: undefined }, b: {} } },
      },
    ],
  },
  {
    name: "a replacement of a resource whose creation was half done",
    steps: [
      {
        program: 'new Item("a", { fail: "create-half" }, { replaceOnChanges: ["#initerror"] });',
        run: UP,
        expect: { exit: 1, state: { a: { initErrors: ["not ready", "still not ready"] } } },
      },
      {
        program: 'new Item("a", {}, { replaceOnChanges: ["#initerror"] });',
        run: UP,
        expect: { counts: { same: 1, replace: 1 }, calls: ["create a", "delete a"], world: { "a-2": {} } },
      },
    ],
  },
  {
    name: "of a read in a refresh: the entry stays as it is, the others are refreshed",
    steps: [
      { program: 'new Item("a", { size: 1 }); new Item("b", { size: 1 });', run: UP, expect: {} },
      {
        world: { "a-1": { fail: "read" }, "b-1": { size: 5 } },
        run: REFRESH,
        expect: { exit: 1, errors: ["cannot read a"], state: { a: { inputs: { size: 1 } }, b: {} } },
      },
    ],
  },
]);
