import { runScenarios } from "./run-scenarios.ts";
import { UP } from "./scenario.ts";

const PACK = `import { PolicyPack } from "@pulumi/policy";
new PolicyPack("pack", { policies: [
  {
    name: "small", description: "Items are small.", enforcementLevel: "mandatory",
    validateResource: ({ props }, report) => { if (props.size > 10) report("size is " + props.size); },
  },
  {
    name: "named", description: "Items have a text.", enforcementLevel: "advisory",
    validateResource: ({ type, props }, report) => { if (type === "world:index:Item" && props.text === undefined) report("no text"); },
  },
  {
    name: "owned", description: "Items have an owner.", enforcementLevel: "remediate",
    remediateResource: ({ type, props }) => (type === "world:index:Item" && props.owner === undefined ? { ...props, owner: "nobody" } : undefined),
  },
  {
    name: "few", description: "There are few items.", enforcementLevel: "mandatory",
    validateStack: ({ resources }, report) => { if (resources.filter(({ type }) => type === "world:index:Item").length > 2) report("too many"); },
  },
] });
`;

const files = {
  "pack/PulumiPolicy.yaml": "runtime: nodejs\n",
  "pack/package.json": '{"version":"1.0.0","type":"module","main":"index.mts"}',
  "pack/index.mts": PACK,
};

runScenarios("policies", [
  {
    name: "resource rules stop what violates them before it is made, or only tell, or change its inputs",
    files,
    steps: [
      {
        program: 'const a = new Item("a", { size: 1, text: "x" }); new Item("big", { size: 11 }, { dependsOn: a });',
        run: "preview --policy-pack pack",
        expect: { exit: 1, shows: [/\[mandatory\]\s+small/, "size is 11", /\[advisory\]\s+named/, "no text"] },
      },
      {
        run: `${UP} --policy-pack pack`,
        expect: { exit: 1, shows: ["size is 11"], world: { "a-1": { owner: "nobody" } } },
      },
      {
        program: 'const a = new Item("a", { size: 1, text: "x" }); new Item("big", { size: 10, owner: "me" });',
        run: `${UP} --policy-pack pack`,
        expect: {
          counts: { same: 2, create: 1 },
          shows: [/\[advisory\]\s+named/, "no text"],
          state: { a: { inputs: { owner: "nobody" } }, big: { inputs: { owner: "me" } } },
        },
      },
      { run: UP, expect: { counts: { same: 2, update: 1 }, world: { "a-1": { owner: undefined }, "big-1": {} } } },
    ],
  },
  {
    name: "stack rules judge what has been made already",
    files,
    steps: [
      {
        program: 'for (const name of ["a", "b", "c"]) new Item(name, { text: "x" });',
        run: "preview --policy-pack pack",
        expect: { exit: 1, shows: [/\[mandatory\]\s+few/, "too many"] },
      },
      {
        run: `${UP} --policy-pack pack`,
        expect: { exit: 1, shows: ["too many"], world: { "a-1": {}, "b-1": {}, "c-1": {} } },
      },
    ],
  },
  {
    name: "a rule that reads what is not known in a preview is advisory there",
    files,
    steps: [
      {
        program: 'const a = new Item("a", { text: "x" }); new Item("b", { size: a.token.apply(() => 11), text: "x" });',
        run: "preview --policy-pack pack",
        expect: { exit: 0, shows: [/\[advisory\]\s+small/], counts: { create: 3 } },
      },
      { run: `${UP} --policy-pack pack`, expect: { exit: 1, shows: [/\[mandatory\]\s+small/, "size is 11"] } },
    ],
  },
]);
