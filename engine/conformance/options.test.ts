import { runScenarios } from "./run-scenarios.ts";
import { DESTROY, UP } from "./scenario.ts";

runScenarios("resource options", [
  {
    name: "ignoreChanges keeps the old value at its paths",
    steps: [
      {
        program: `new Item("a", { size: 1, list: [1, 2, 3], map: { x: 1, y: 1 }, text: "t" },
          { ignoreChanges: ["size", "list[0]", "map.x", "later"] });`,
        run: UP,
        expect: { counts: { create: 2 }, state: { a: { ignoreChanges: ["size", "list[0]", "map.x", "later"] } } },
      },
      {
        program: `new Item("a", { size: 2, list: [8, 9, 3], map: { x: 2, y: 2 }, text: "t", later: "new" },
          { ignoreChanges: ["size", "list[0]", "map.x", "later"] });`,
        run: UP,
        expect: {
          counts: { same: 1, update: 1 },
          world: { "a-1": { size: 1, list: [1, 9, 3], map: { x: 1, y: 2 }, text: "t" } },
        },
      },
      {
        program: `new Item("a", { size: 3, list: [7, 7, 7, 7], map: { z: 1 }, text: "u" }, { ignoreChanges: ["*"] });`,
        run: UP,
        expect: { world: { "a-1": { size: 1, text: "t" } } },
      },
      {
        program: 'new Item("a", { list: [1], text: "t" }, { ignoreChanges: ["list[2]"] });',
        run: UP,
        expect: { state: { a: {} } },
      },
    ],
  },
  {
    name: "an alias by name, by parent or by type keeps the resource, and all names in the state are the new ones",
    steps: [
      {
        program: `
          const c = new Component("c");
          const a = new Item("a", { size: 1 }, { parent: c });
          new Item("b", { text: a.token }, { dependsOn: a });
          new Item("moved", {}, { parent: c });
        `,
        run: UP,
        expect: { counts: { create: 5 } },
      },
      {
        program: `
          const c = new Component("d", {}, { aliases: [{ name: "c" }] });
          const a = new Item("z", { size: 1 }, { parent: c, aliases: [{ name: "a" }] });
          new Item("b", { text: a.token }, { dependsOn: a });
          new Item("moved", {}, { aliases: [{ parent: "urn:pulumi:dev::proj::test:index:Component::c" }] });
        `,
        run: "preview",
        expect: { counts: { same: 5 } },
      },
      {
        run: UP,
        expect: {
          steps: ["same stack", "same d", "same z", "same b", "same moved"],
          counts: { same: 5 },
          calls: [],
          state: {
            d: {},
            z: { id: "a-1", parent: "urn:pulumi:dev::proj::test:index:Component::d" },
            b: { dependencies: ["urn:pulumi:dev::proj::test:index:Component$world:index:Item::z"] },
            moved: { parent: "urn:pulumi:dev::proj::pulumi:pulumi:Stack::proj-dev" },
          },
        },
      },
      { run: UP, expect: { counts: { same: 5 } } },
      { run: DESTROY, expect: { state: {}, world: {} } },
    ],
  },
  {
    name: "moving a resource to another parent of the same type keeps its URN, and so the resource",
    steps: [
      {
        program: 'const one = new Component("one"); new Component("two"); new Item("a", {}, { parent: one });',
        run: UP,
        expect: { counts: { create: 4 } },
      },
      {
        program: 'new Component("one"); const two = new Component("two"); new Item("a", {}, { parent: two });',
        run: UP,
        expect: {
          counts: { same: 4 },
          calls: [],
          state: { one: {}, two: {}, a: { parent: "urn:pulumi:dev::proj::test:index:Component::two" } },
        },
      },
    ],
  },
  {
    name: "two resources of one name, and an alias that is taken, are errors",
    steps: [
      {
        program: 'new Item("a"); new Item("a", { size: 1 });',
        run: "preview",
        expect: { exit: 1, errors: [/Duplicate resource URN '.*::a'/] },
      },
      {
        program: 'new Item("a", {}, { dependsOn: new Item("x") });',
        run: UP,
        expect: { counts: { create: 3 } },
      },
      {
        program:
          'const x = new Item("x"); const a = new Item("a", {}, { dependsOn: x }); new Item("b", {}, { dependsOn: a, aliases: [{ name: "a" }] });',
        run: UP,
        expect: { exit: 1, errors: [/Duplicate resource alias '.*::a'/], calls: [], state: { a: {}, x: {} } },
      },
    ],
  },
  {
    name: "custom timeouts reach the provider in seconds",
    steps: [
      {
        program: 'new Item("a", { size: 1 }, { customTimeouts: { create: "1m30s", update: "2m", delete: "90s" } });',
        run: UP,
        expect: {
          calls: ["create a within 90 s"],
          state: { a: { customTimeouts: { create: 90, update: 120, delete: 90 } } },
        },
      },
      {
        program: 'new Item("a", { size: 2 }, { customTimeouts: { create: "1m30s", update: "2m", delete: "90s" } });',
        run: UP,
        expect: { calls: ["update a within 120 s"] },
      },
      { run: DESTROY, expect: { calls: ["delete a within 90 s"] } },
    ],
  },
  {
    name: "dependsOn a component waits for everything in it, and what is recorded is what it waited for",
    steps: [
      {
        program: `
          const c = new Component("c");
          new Item("slow", { delay: 300 }, { parent: c });
          new Item("after", {}, { dependsOn: c });
        `,
        run: UP,
        expect: {
          counts: { create: 4 },
          calls: ["create slow", "create after"],
          state: {
            c: {},
            slow: {},
            after: {
              dependencies: ["urn:pulumi:dev::proj::test:index:Component$world:index:Item::slow"],
            },
          },
        },
      },
      { run: DESTROY, expect: { calls: ["delete after", "delete slow"] } },
    ],
  },
  {
    name: "options alone that change are the state's business, not the provider's",
    steps: [
      { program: 'const x = new Item("x"); new Item("a", { size: 1 });', run: UP, expect: { counts: { create: 3 } } },
      {
        program: `
          const x = new Item("x");
          new Item("a", { size: 1 }, { dependsOn: x, retainOnDelete: true, deleteBeforeReplace: true, protect: true,
            ignoreChanges: ["size"], replaceOnChanges: ["size"], customTimeouts: { create: "5m" }, deletedWith: x });
        `,
        run: `${UP} --expect-no-changes`,
        expect: {
          counts: { same: 3 },
          calls: [],
          state: {
            x: {},
            a: { protect: true, retainOnDelete: true, dependencies: ["urn:pulumi:dev::proj::world:index:Item::x"] },
          },
        },
      },
      {
        program: 'const x = new Item("x"); new Item("a", { size: 1 });',
        run: UP,
        expect: { counts: { same: 3 }, state: { x: {}, a: { protect: undefined, dependencies: undefined } } },
      },
    ],
  },
]);
