import { runScenarios } from "./run-scenarios.ts";
import { DESTROY, UP } from "./scenario.ts";

const chain = (size: number) => `
  const a = new Item("a", { size: ${size} });
  const b = new Item("b", { text: a.token });
  new Item("c", {}, { dependsOn: b });
  export const token = b.token;
  export const size = a.size;
`;

runScenarios("lifecycle", [
  {
    name: "a stack is previewed, made, left alone, changed and destroyed",
    steps: [
      {
        program: chain(1),
        run: "preview",
        expect: {
          steps: ["create stack", "create a", "create b", "create c"],
          counts: { create: 4 },
          calls: ["create a (preview)", "create b (preview)", "create c (preview)"],
          state: {},
          world: {},
        },
      },
      {
        run: "up --yes",
        expect: {
          shows: [/Previewing update \(dev\)/, /\+ 4 to create/, /Updating \(dev\)/, /\+ 4 created/],
          steps: ["create stack", "create a", "create b", "create c"],
          counts: { create: 4 },
          outputs: { token: "token of b-1", size: 1 },
          state: {
            a: { id: "a-1", inputs: { size: 1 }, outputs: { size: 1, token: "token of a-1", revision: 1 } },
            b: {
              inputs: { text: "token of a-1" },
              dependencies: ["urn:pulumi:dev::proj::world:index:Item::a"],
              propertyDependencies: { text: ["urn:pulumi:dev::proj::world:index:Item::a"] },
            },
            c: { dependencies: ["urn:pulumi:dev::proj::world:index:Item::b"] },
          },
          pending: [],
          world: { "a-1": { size: 1 }, "b-1": { text: "token of a-1" }, "c-1": {} },
        },
      },
      {
        run: `${UP} --expect-no-changes`,
        expect: { steps: ["same stack", "same a", "same b", "same c"], counts: { same: 4 }, calls: [] },
      },
      {
        program: chain(2),
        run: UP,
        expect: {
          steps: ["same stack", "update a", "same b", "same c"],
          counts: { same: 3, update: 1 },
          calls: ["update a"],
          outputs: { token: "token of b-1", size: 2 },
          state: { a: { outputs: { size: 2, revision: 2 } }, b: {}, c: {} },
        },
      },
      {
        run: DESTROY,
        expect: {
          steps: ["delete stack", "delete a", "delete b", "delete c"],
          counts: { delete: 4 },
          calls: ["delete c", "delete b", "delete a"],
          state: {},
          world: {},
        },
      },
    ],
  },
  {
    name: "what the program drops is deleted at the end, dependents first; what it adds is made before",
    steps: [
      { program: chain(1), run: UP, expect: { counts: { create: 4 } } },
      {
        program: 'new Item("a", { size: 1 }); new Item("d");',
        run: UP,
        expect: {
          steps: ["same stack", "same a", "create d", "delete b", "delete c"],
          counts: { same: 2, create: 1, delete: 2 },
          calls: ["create d", "delete c", "delete b"],
          outputs: {},
          world: { "a-1": {}, "d-1": {} },
        },
      },
    ],
  },
]);
