import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from "@grpc/grpc-js";
import languageGrpc from "@pulumi/pulumi/proto/language_grpc_pb.js";
import languageProto from "@pulumi/pulumi/proto/language_pb.js";
import { afterEach, expect, test, vi } from "vitest";
import { secret, UNKNOWN } from "../values/marks.ts";
import { TestStack } from "./test-stack.ts";

// A run starts two or more processes; on a busy machine that takes seconds.
vi.setConfig({ testTimeout: 180_000 });

const INLINE_HOST = new URL("./inline-host.ts", import.meta.url).pathname;

let stack: TestStack;
let host: ChildProcess | undefined;
const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) server.forceShutdown();
  host?.kill("SIGKILL");
  host = undefined;
  await stack.remove();
});

/** Starts a language host with the program. It is used once: it loads the program only once. */
async function hosting(program: string): Promise<{ kind: "client"; address: string }> {
  host?.kill("SIGKILL");
  await stack.program(program);
  host = spawn(process.execPath, [INLINE_HOST], { cwd: stack.root, stdio: ["ignore", "pipe", "inherit"] });
  if (host.stdout === null) throw new Error("the host's output is not piped");
  const [port] = await once(host.stdout, "data");
  return { kind: "client", address: `127.0.0.1:${String(port).trim()}` };
}

/** A language host that answers as it is told, without a program. */
async function answering(response: languageProto.RunResponse): Promise<{
  address: string;
  requests: languageProto.RunRequest[];
}> {
  const requests: languageProto.RunRequest[] = [];
  const server = new Server();
  servers.push(server);
  server.addService(languageGrpc.LanguageRuntimeService, {
    run(
      call: ServerUnaryCall<languageProto.RunRequest, languageProto.RunResponse>,
      callback: sendUnaryData<languageProto.RunResponse>,
    ) {
      requests.push(call.request);
      callback(null, response);
    },
  });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    ),
  );
  return { address: `127.0.0.1:${port}`, requests };
}

test("a program of a language host that runs already is previewed, run, and run again", async () => {
  stack = await TestStack.create();
  stack.config.set("proj:token", "hunter2");
  stack.secretKeys.push("proj:token");
  const program = `
    const a = new Thing("a", { size: 1, secret: new pulumi.Config().requireSecret("token") });
    export const token = a.token;
    export const dry = pulumi.runtime.isDryRun();
    export const where = pulumi.getOrganization() + "/" + pulumi.getProject() + "/" + pulumi.getStack();
  `;
  const preview = await stack.run("preview", { languageHost: await hosting(program) });
  expect(preview).toMatchObject({
    result: "succeeded",
    changes: { create: 2 },
    outputs: { token: UNKNOWN, dry: true, where: "organization/proj/dev" },
  });
  expect(await stack.world()).toEqual({});
  expect(await stack.run("update", { languageHost: await hosting(program) })).toMatchObject({
    result: "succeeded",
    changes: { create: 2 },
    outputs: { dry: false },
  });
  expect(stack.entries("a")[0]?.inputs?.secret).toEqual(secret("hunter2"));
  const again = await stack.run("update", { languageHost: await hosting(program) });
  expect(again).toMatchObject({ result: "succeeded", changes: { same: 2 } });
});

test("a program that waits for ever for a failed resource is abandoned", async () => {
  stack = await TestStack.create();
  const languageHost = await hosting(`
    const bad = new Thing("bad", { fail: "create" });
    export const token = await new Promise((resolve) => bad.token.apply(resolve));
  `);
  const after = await stack.run("update", { languageHost });
  expect(after).toMatchObject({ result: "failed", errors: ["cannot create bad"] });
  expect(host?.exitCode).toBeNull();
});

test("a program that throws fails the run, and nothing is deleted", async () => {
  stack = await TestStack.create();
  await stack.run("update", { languageHost: await hosting('new Thing("a");') });
  const after = await stack.run("update", { languageHost: await hosting('throw new Error("boom");') });
  expect(after.result).toBe("failed");
  expect(after.errors[0]).toMatch(/^Unhandled exception: Error: boom\n/);
  expect(after.errors[1]).toBe("boom");
  expect(Object.values(await stack.world())).toMatchObject([{ name: "a" }]);
});

test("a language host that is not there, or ends, is named", async () => {
  stack = await TestStack.create();
  const languageHost = { kind: "client", address: "127.0.0.1:1" } as const;
  const { result, errors } = await stack.run("update", { languageHost });
  expect(result).toBe("failed");
  expect(errors).toEqual([
    expect.stringMatching(/^the language host at 127\.0\.0\.1:1 \(--client\) cannot be reached, or has ended: /),
  ]);
});

test("what a language host answers decides: an error is told, a bail was told already", async () => {
  stack = await TestStack.create();
  stack.config.set("proj:key", "value");
  stack.secretKeys.push("proj:key");
  const failing = await answering(new languageProto.RunResponse().setError("no such function"));
  const failed = await stack.run("preview", { languageHost: { kind: "client", address: failing.address } });
  expect(failed).toMatchObject({ result: "failed", errors: ["an unhandled error occurred: no such function"] });
  const [request] = failing.requests;
  expect(request?.toObject()).toMatchObject({
    project: "proj",
    stack: "dev",
    organization: "organization",
    pwd: stack.root,
    argsList: [request?.getMonitorAddress()],
    configMap: [["proj:key", "value"]],
    configsecretkeysList: ["proj:key"],
    dryrun: true,
    parallel: 16,
    info: { rootDirectory: stack.root, programDirectory: stack.root, entryPoint: "." },
  });

  const bailing = await answering(new languageProto.RunResponse().setBail(true));
  const bailed = await stack.run("update", { languageHost: { kind: "client", address: bailing.address } });
  expect(bailed).toMatchObject({ result: "failed", errors: [] });
});
