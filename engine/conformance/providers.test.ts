import { runScenarios } from "./run-scenarios.ts";
import { DESTROY, secret, UP } from "./scenario.ts";

const explicit = (uri: string, token: string) => `
  const provider = new World("explicit", { uri: "${uri}", token: pulumi.secret("${token}") });
  const a = new Item("a", { size: 1 }, { provider });
  new Item("b", { text: a.token });
  const c = new Component("c", {}, { providers: [provider] });
  new Item("inside", {}, { parent: c });
`;

runScenarios("providers", [
  {
    name: "a default provider has the config of its package, and is not counted",
    steps: [
      { run: "config set world:uri one", expect: {} },
      { run: "config set --secret world:token hush", expect: {} },
      { program: 'new Item("a");', run: UP, expect: { steps: ["create stack", "create a"], counts: { create: 2 } } },
      { run: "config set world:uri two", expect: {} },
      { run: "preview", expect: { counts: { same: 1, replace: 1 } } },
      { run: UP, expect: { counts: { same: 1, replace: 1 }, calls: ["create a", "delete a"] } },
      { run: DESTROY, expect: { counts: { delete: 2 }, state: {} } },
    ],
  },
  {
    name: "an explicit provider is a resource: it is inherited, changed in place, or replaced with all that it manages",
    steps: [
      {
        program: explicit("one", "t"),
        run: UP,
        expect: {
          counts: { create: 6 },
          state: { explicit: { inputs: { uri: "one", token: secret("t") } }, a: {}, b: {}, c: {}, inside: {} },
        },
      },
      { run: UP, expect: { counts: { same: 6 } } },
      { program: explicit("one", "t2"), run: UP, expect: { counts: { same: 5, update: 1 }, calls: [] } },
      { program: explicit("two", "t2"), run: "preview", expect: { counts: { same: 2, update: 1, replace: 3 } } },
      { run: UP, expect: { counts: { same: 2, update: 1, replace: 3 } } },
      { run: DESTROY, expect: { counts: { delete: 6 }, state: {}, world: {} } },
    ],
  },
  {
    name: "a provider whose configuration is not known yet",
    steps: [
      {
        program:
          'const a = new Item("a"); const provider = new World("later", { uri: a.token }); new Item("b", {}, { provider });',
        run: "preview",
        expect: { counts: { create: 4 } },
      },
      { run: UP, expect: { counts: { create: 4 }, calls: ["create a", "create b"] } },
    ],
  },
  {
    name: "a plugin that cannot be had is named",
    incomparable: "the CLI tells the program why, which then ends without saying what the stack's outputs are",
    steps: [
      {
        program: 'new pulumi.CustomResource("nowhere:index:Thing", "a");',
        run: "preview",
        expect: { exit: 1, errors: ["nowhere"] },
      },
    ],
  },
  {
    name: "a resource that moves to another provider of its package",
    steps: [
      {
        program:
          'const one = new World("one", { uri: "x" }); new World("two", { uri: "x" }); new Item("a", {}, { provider: one });',
        run: UP,
        expect: { counts: { create: 4 } },
      },
      {
        program:
          'new World("one", { uri: "x" }); const two = new World("two", { uri: "x" }); new Item("a", {}, { provider: two });',
        run: UP,
        expect: { counts: { same: 4 }, calls: [] },
      },
    ],
  },
]);
