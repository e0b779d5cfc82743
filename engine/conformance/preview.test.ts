import { runScenarios } from "./run-scenarios.ts";
import { UP } from "./scenario.ts";

runScenarios("previews", [
  {
    name: "what is not known yet is carried on, and what depends on it is not compared",
    steps: [
      {
        program: `
          const a = new Item("a", { size: 1 });
          const b = new Item("b", { text: a.token, map: { of: a.token, size: a.size } });
          new Item("c", { text: b.text });
          a.token.apply((token) => new Item("inside-" + token));
          export const token = a.token;
          export const size = a.size;
        `,
        run: "preview",
        expect: {
          steps: ["create stack", "create a", "create b", "create c"],
          counts: { create: 4 },
          calls: ["create a (preview)", "create b (preview)", "create c (preview)"],
        },
      },
      {
        run: UP,
        expect: { counts: { create: 5 }, outputs: { token: "token of a-1", size: 1 } },
      },
    ],
  },
  {
    name: "an update whose outputs are not known is shown for dependents too, whatever comes of it",
    steps: [
      {
        program:
          'const a = new Item("a", { size: 1 }); new Item("b", { text: a.revision }); new Item("c", { text: a.token });',
        run: UP,
        expect: { counts: { create: 4 } },
      },
      {
        program:
          'const a = new Item("a", { size: 2 }); new Item("b", { text: a.revision }); new Item("c", { text: a.token });',
        run: "preview",
        expect: { steps: ["same stack", "update a", "update b", "same c"], counts: { same: 2, update: 2 } },
      },
      { run: UP, expect: { counts: { same: 2, update: 2 } } },
    ],
  },
  {
    name: "a provider that takes no part in previews is not asked, and its outputs are not known",
    steps: [
      {
        program: `
          const provider = new World("quiet", { previews: "false" });
          const a = new Item("a", { size: 1 }, { provider });
          new Item("b", { text: a.token, size: a.size }, { provider });
          export const size = a.size;
        `,
        run: "preview",
        expect: { counts: { create: 4 }, calls: [] },
      },
      { run: UP, expect: { counts: { create: 4 }, calls: ["create a", "create b"] } },
      {
        program: `
          const provider = new World("quiet", { previews: "false" });
          const a = new Item("a", { size: 2 }, { provider });
          new Item("b", { text: a.token, size: a.size }, { provider });
          export const size = a.size;
        `,
        run: "preview",
        expect: { calls: [], counts: { same: 2, update: 2 } },
      },
    ],
  },
  {
    name: "is a digest with --json, and says by its exit code that something would change",
    steps: [
      {
        program: 'new Item("a", { size: 1 });',
        run: "preview --json",
        expect: {
          json: {
            changeSummary: { create: 2 },
            steps: [
              { op: "create", urn: "urn:pulumi:dev::proj::pulumi:pulumi:Stack::proj-dev" },
              { op: "create", urn: "urn:pulumi:dev::proj::world:index:Item::a", newState: { inputs: { size: 1 } } },
            ],
          },
        },
      },
      { run: "preview --expect-no-changes", expect: { exit: 7, errors: ["no changes were expected"] } },
      { run: UP, expect: {} },
      { run: "preview --expect-no-changes", expect: { counts: { same: 2 } } },
      {
        program: 'new Item("a", { size: 2, shape: "x" });',
        run: "preview --json",
        expect: { json: { changeSummary: { same: 1, replace: 1 } } },
      },
      { run: "preview --diff", expect: { shows: [/world:index:Item: \(replace\)/, /size *: 1 => 2/] } },
    ],
  },
]);
