import { runScenarios } from "./run-scenarios.ts";
import { DESTROY, REFRESH, UP } from "./scenario.ts";

const urn = (name: string) => `urn:pulumi:dev::proj::world:index:Item::${name}`;

const three = (size: number, more = "") => `
  const a = new Item("a", { size: ${size} });
  const b = new Item("b", { text: a.token, size: ${size} });
  new Item("c", { size: ${size} });
  ${more}
`;

runScenarios("targets", [
  {
    name: "only what is named is changed, or made; the rest stays as it is",
    steps: [
      { program: three(1), run: UP, expect: { counts: { create: 4 } } },
      {
        program: three(2),
        run: `preview --target ${urn("b")}`,
        expect: { steps: ["same stack", "same a", "update b", "same c"], counts: { same: 3, update: 1 } },
      },
      {
        run: `${UP} --target ${urn("b")}`,
        expect: {
          counts: { same: 3, update: 1 },
          calls: ["update b"],
          state: { a: { inputs: { size: 1 } }, b: { inputs: { size: 2 } }, c: { inputs: { size: 1 } } },
        },
      },
      {
        program: three(2, 'new Item("new"); new Item("other");'),
        run: `${UP} --target ${urn("new")}`,
        expect: { calls: ["create new"], state: { a: { inputs: { size: 1 } }, b: {}, c: {}, new: {} } },
      },
      { run: `${UP} --target ${urn("nowhere")}`, expect: { exit: 1, calls: [] } },
      { run: UP, expect: { counts: { same: 3, create: 1, update: 2 } } },
    ],
  },
  {
    name: "a deletion of what others depend on needs --target-dependents",
    incomparable: "the embedded engine tells of what it leaves alone before it finds that it has to refuse",
    steps: [
      { program: three(1), run: UP, expect: { counts: { create: 4 } } },
      { run: `${DESTROY} --target ${urn("a")}`, expect: { exit: 1, calls: [] } },
      {
        run: `${DESTROY} --target ${urn("a")} --target-dependents`,
        expect: { counts: { same: 2, delete: 2 }, calls: ["delete b", "delete a"], state: { c: {} } },
      },
      { run: UP, expect: { counts: { same: 2, create: 2 } } },
    ],
  },
  {
    name: "a refresh of what is named alone",
    steps: [
      { program: three(1), run: UP, expect: { counts: { create: 4 } } },
      {
        world: { "a-1": { size: 7 }, "c-1": { size: 7 } },
        run: `${REFRESH} --target ${urn("c")}`,
        expect: { calls: ["read c"], state: { a: { inputs: { size: 1 } }, b: {}, c: { inputs: { size: 7 } } } },
      },
    ],
  },
]);
