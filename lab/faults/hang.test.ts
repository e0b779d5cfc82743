import { afterEach, expect, it } from "vitest";
import { hang, resume } from "./hang.ts";
import { endAll, startFaulty } from "./test/start.ts";

afterEach(endAll);

const revision = "service-1a2b3c";
const harmless = { kind: "errors", rate: 0.001 };

it("stops a revision's process until it is resumed", async () => {
  const { pid, origin } = await startFaulty(harmless);
  await hang({ pid, revision });
  const waiting = fetch(origin).then((response) => response.status);
  const first = await Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 200, "nothing"))]);
  expect(first).toBe("nothing");
  await resume({ pid, revision });
  expect(await waiting).toBe(200);
});

it("leaves a process alone that is another revision", async () => {
  const { pid, origin } = await startFaulty(harmless);
  await expect(hang({ pid, revision: "service-1a2b" })).rejects.toThrow(
    `Process ${pid} is not service-1a2b: it has SERVICE_REVISION=service-1a2b3c. It was left alone.`,
  );
  expect((await fetch(origin)).status).toBe(200);
});

it("names a process that is not there, and an id that is none", async () => {
  await expect(hang({ pid: 2 ** 30, revision })).rejects.toThrow(
    `Process ${2 ** 30}, which should be ${revision}, cannot be read from /proc.`,
  );
  await expect(resume({ pid: -1, revision })).rejects.toThrow("pid is -1; it must be a process id, 1 or above.");
});
