import { runScenarios } from "./run-scenarios.ts";
import { DESTROY, REFRESH, UP } from "./scenario.ts";

const program = `
  const a = new Item("a", { size: 1 });
  const gone = new Item("gone", { text: a.token });
  new Item("child", { size: 1 }, { parent: gone, dependsOn: gone });
`;

runScenarios("refresh", [
  {
    name: "takes what is really there into the state, and the next update puts it right",
    steps: [
      { program, run: UP, expect: { counts: { create: 4 } } },
      {
        world: { "a-1": { size: 9 }, "gone-1": null },
        run: UP,
        expect: { counts: { same: 4 } },
      },
      {
        run: "refresh --yes",
        expect: {
          steps: ["refresh stack: same", "refresh a: update", "refresh gone: delete", "refresh child: same"],
          counts: { same: 2, update: 1, delete: 1 },
          calls: [["read a", "read a", "read child", "read child", "read gone", "read gone"]],
          state: {
            a: { inputs: { size: 9 }, outputs: { size: 9 } },
            child: { parent: undefined, dependencies: undefined },
          },
        },
      },
      { run: `${REFRESH} --expect-no-changes`, expect: { counts: { same: 3 } } },
      {
        run: UP,
        expect: {
          steps: ["same stack", "update a", "create gone", "same child"],
          state: { a: { inputs: { size: 1 } }, gone: {}, child: {} },
        },
      },
    ],
  },
  {
    name: "--refresh before an update, a preview and a destroy",
    steps: [
      { program: 'new Item("a", { size: 1 }); new Item("b", { size: 1 });', run: UP, expect: {} },
      {
        world: { "a-1": { size: 9 } },
        run: "preview --refresh",
        expect: { counts: { same: 2, update: 1 }, state: { a: { inputs: { size: 1 } }, b: {} } },
      },
      { run: `${UP} --refresh`, expect: { counts: { same: 2, update: 1 }, world: { "a-1": { size: 1 }, "b-1": {} } } },
      {
        world: { "b-1": null },
        run: `${DESTROY} --refresh`,
        expect: { counts: { delete: 2 }, calls: [["read a", "read b"], "delete a"], state: {}, world: {} },
      },
    ],
  },
  {
    name: "finds that nothing changed, and fails when changes were not expected",
    steps: [
      { program: 'new Item("a", { size: 1, detailed: true });', run: UP, expect: {} },
      { run: REFRESH, expect: { steps: ["refresh stack: same", "refresh a: same"], counts: { same: 2 } } },
      {
        world: { "a-1": { size: 2, text: "more" } },
        run: `${REFRESH} --expect-no-changes`,
        expect: {
          exit: 7,
          counts: { same: 1, update: 1 },
          errors: ["no changes were expected"],
          state: { a: { inputs: { size: 2, text: "more" } } },
        },
      },
    ],
  },
  {
    name: "ignoreChanges holds for what a refresh finds too",
    steps: [
      { program: 'new Item("a", { size: 1, text: "x" }, { ignoreChanges: ["size"] });', run: UP, expect: {} },
      { world: { "a-1": { size: 2 } }, run: REFRESH, expect: { state: { a: {} } } },
      { run: UP, expect: { counts: { same: 2 }, calls: [] } },
    ],
  },
  {
    name: "a resource that turns out not to be in order is a warning and is tried again by the next update",
    steps: [
      { program: 'new Item("a", { size: 1 });', run: UP, expect: {} },
      {
        world: { "a-1": { fail: "read-half" } },
        run: REFRESH,
        expect: { warnings: ["not ready"], state: { a: { initErrors: ["not ready"] } } },
      },
      { run: UP, expect: { counts: { same: 1, update: 1 }, state: { a: { initErrors: undefined } } } },
    ],
  },
  {
    name: "outputs that changed alone are taken, and dependents see them at the next update",
    steps: [
      {
        program:
          'const a = new Item("a", { size: 1 }); new Item("b", { text: a.token }); export const token = a.token;',
        run: UP,
        expect: {},
      },
      {
        world: { "a-1": { token: "another" } },
        run: REFRESH,
        expect: { state: { a: { outputs: { token: "another" } }, b: {} } },
      },
      { run: UP, expect: { counts: { same: 2, update: 1 }, calls: ["update b"], outputs: { token: "another" } } },
    ],
  },
]);
