import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { runDeployment } from "../run-deployment.ts";

/** An engine of its own, for tests that kill it: updates the project in the working directory, state in state.json. */
const never = new AbortController().signal;
const cancel = new AbortController();
process.on("SIGINT", () => cancel.abort());
const result = await runDeployment({
  operation: "update",
  project: {
    name: "proj",
    root: process.cwd(),
    main: undefined,
    typescript: false,
    nodeArgs: [],
    plugins: [{ name: "mini", path: "plugins" }],
  },
  languageHost: { kind: "node" },
  stack: "dev",
  organization: "organization",
  config: new Map(),
  secretKeys: [],
  policyPacks: existsSync("packs")
    ? readdirSync("packs").map((name) => ({ folder: `packs/${name}`, config: undefined }))
    : [],
  snapshot: Promise.resolve(process.argv[2] === "again" ? JSON.parse(readFileSync("state.json", "utf8")) : undefined),
  providers: [],
  options: { parallel: 16, refresh: false, scope: { kind: "everything" }, replace: [], continueOnError: false },
  cancel: cancel.signal,
  terminate: never,
  async save(snapshot) {
    writeFileSync("state.json.new", JSON.stringify(snapshot));
    renameSync("state.json.new", "state.json");
  },
  stackOutputs: () => Promise.reject(new Error("there is no other stack")),
  emit: () => undefined,
});
console.log(JSON.stringify(result));
