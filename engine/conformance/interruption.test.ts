import { runScenarios } from "./run-scenarios.ts";
import { REFRESH, UP } from "./scenario.ts";

const slow = 'const a = new Item("a"); new Item("slow", { hold: "create" }, { dependsOn: a });';
const quick = 'const a = new Item("a"); new Item("slow", { hold: "" }, { dependsOn: a });';

runScenarios("interruption", [
  {
    name: "a second update is refused while one is under way, and both know whose the stack is",
    steps: [
      {
        program: slow,
        run: UP,
        during: {
          call: "create slow",
          step: {
            run: UP,
            expect: { exit: 1, errors: [/the stack is currently locked by 1 lock\(s\)/, /pid \d+/], calls: [] },
          },
        },
        expect: { counts: { create: 3 }, state: { a: {}, slow: {} } },
      },
      { run: UP, expect: { counts: { same: 3 } } },
    ],
  },
  {
    name: "after a kill the lock stays until cancel, the creation that was under way is known until it is cleared",
    steps: [
      {
        program: slow,
        run: UP,
        during: { call: "create slow", signal: "SIGKILL" },
        expect: { exit: "killed", state: { a: { id: "a-1" } }, pending: ["creating slow"] },
      },
      { program: quick, run: UP, expect: { exit: 1, errors: ["the stack is currently locked"], calls: [] } },
      { run: "cancel --yes", expect: {} },
      { run: "preview", expect: { counts: { same: 2, create: 1 }, pending: ["creating slow"] } },
      {
        run: UP,
        expect: {
          counts: { same: 2, create: 1 },
          warnings: [/interrupted while creating/],
          calls: ["create slow"],
          pending: ["creating slow"],
        },
      },
      {
        run: UP,
        expect: { counts: { same: 3 }, warnings: [/interrupted while creating/], pending: ["creating slow"] },
      },
      { run: REFRESH, expect: { pending: ["creating slow"] } },
      { run: `${REFRESH} --clear-pending-creates`, expect: { counts: { same: 3 }, pending: [] } },
    ],
  },
  {
    name: "after a kill in an update or a deletion the next run does it again",
    steps: [
      { program: 'new Item("a", { size: 1 }); new Item("b", { hold: "delete" });', run: UP, expect: {} },
      {
        program: 'new Item("a", { size: 2, hold: "update" }); new Item("b", { hold: "delete" });',
        run: UP,
        during: { call: "update a", signal: "SIGKILL" },
        expect: { exit: "killed", state: { a: { inputs: { size: 1 } }, b: {} }, pending: ["updating a"] },
      },
      { run: "cancel --yes", expect: {} },
      {
        program: 'new Item("a", { size: 2 });',
        run: UP,
        during: { call: "delete b", signal: "SIGKILL" },
        expect: { exit: "killed", state: { a: { inputs: { size: 2 } }, b: {} }, pending: ["deleting b"] },
      },
      { run: "cancel --yes", expect: {} },
      {
        world: { "b-1": { hold: "" } },
        run: UP,
        expect: { counts: { same: 2, delete: 1 }, calls: ["delete b"], state: { a: {} }, pending: [] },
      },
    ],
  },
  {
    name: "an interrupt lets what is under way come to its end, and nothing more begins",
    steps: [
      {
        program: 'const slow = new Item("slow", { hold: "create" }); new Item("after", { text: slow.token });',
        run: UP,
        during: { call: "create slow", signal: "SIGINT" },
        expect: { exit: 1, calls: ["create slow"], state: { slow: { id: "slow-1" } }, pending: [] },
      },
      { run: UP, expect: { counts: { same: 2, create: 1 }, calls: ["create after"] } },
    ],
  },
]);
