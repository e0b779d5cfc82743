import { runScenarios } from "./run-scenarios.ts";
import { DESTROY, UP } from "./scenario.ts";

const tree = (size: number) => `
  class Tree extends pulumi.ComponentResource {
    constructor(name, args, options) {
      super("test:index:Tree", name, args, options);
      const inner = new Component("inner", {}, { parent: this });
      this.leaf = new Item("leaf", { size: args.size }, { parent: inner });
      this.registerOutputs({ token: this.leaf.token });
    }
  }
  const tree = new Tree("tree", { size: ${size} });
  export const token = tree.leaf.token;
`;

runScenarios("components and references", [
  {
    name: "a component's tree is made from the top, changed inside, and deleted from the bottom",
    steps: [
      {
        program: tree(1),
        run: UP,
        expect: {
          steps: ["create stack", "create tree", "create inner", "create leaf"],
          counts: { create: 4 },
          state: {
            tree: { custom: false, inputs: { size: 1 }, outputs: { token: "token of leaf-1" } },
            inner: { urn: "urn:pulumi:dev::proj::test:index:Tree$test:index:Component::inner" },
            leaf: {
              urn: "urn:pulumi:dev::proj::test:index:Tree$test:index:Component$world:index:Item::leaf",
              parent: "urn:pulumi:dev::proj::test:index:Tree$test:index:Component::inner",
            },
          },
        },
      },
      { program: tree(2), run: "preview", expect: { counts: { same: 2, update: 2 } } },
      {
        run: UP,
        expect: { steps: ["same stack", "update tree", "same inner", "update leaf"], counts: { same: 2, update: 2 } },
      },
      { program: "", run: UP, expect: { counts: { same: 1, delete: 3 }, calls: ["delete leaf"], outputs: {} } },
    ],
  },
  {
    name: "a resource as an output or an input is a reference; a provider that takes none gets the id",
    steps: [
      {
        program: `
          const a = new Item("a", { size: 1 });
          const c = new Component("c");
          new Item("b", { item: a, component: c });
          export const item = a;
          export const component = c;
        `,
        run: UP,
        expect: { counts: { create: 4 }, world: { "a-1": {}, "b-1": { item: "a-1" } } },
      },
      { run: UP, expect: { counts: { same: 4 } } },
      { run: DESTROY, expect: { world: {} } },
    ],
  },
  {
    name: "values of every kind go to the provider and back",
    steps: [
      {
        program: `
          new Item("a", {
            nothing: null, yes: true, zero: 0, half: 0.5, big: 123456789012, text: "ü € 😀 \\" \\n", list: [1, [2, null], { x: [] }],
            map: { "a.b": 1, "c d": { e: "f" } }, empty: {}, none: [], missing: undefined,
          });
        `,
        run: UP,
        expect: {
          world: {
            "a-1": {
              yes: true,
              zero: 0,
              half: 0.5,
              big: 123456789012,
              list: [1, [2, null], { x: [] }],
              map: { "a.b": 1, "c d": { e: "f" } },
              empty: {},
              none: [],
            },
          },
        },
      },
      { run: UP, expect: { counts: { same: 2 } } },
    ],
  },
]);
