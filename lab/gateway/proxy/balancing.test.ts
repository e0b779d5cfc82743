import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EchoBackend, startEchoBackend } from "../contract/echo-backend.ts";
import { startTestGateway, type TestGateway } from "../contract/test-gateway.ts";

let lab: TestGateway;
let a: EchoBackend;
let b: EchoBackend;

beforeAll(async () => {
  [lab, a, b] = await Promise.all([startTestGateway(), startEchoBackend("A"), startEchoBackend("B")]);
});

afterAll(async () => {
  await lab.close();
  await Promise.all([a.close(), b.close()]);
});

const target = ({ port }: EchoBackend) => `127.0.0.1:${port}`;

async function backendOf(path: string, headers: Record<string, string> = {}): Promise<string> {
  const answer = await lab.client.proxy("GET", path, headers);
  expect(answer.status, answer.text).toBe(200);
  return String(answer.headers["x-backend"]);
}

async function tally(path: string, requests: number, concurrency: number): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  let left = requests;
  const worker = async () => {
    while (left-- > 0) {
      const backend = await backendOf(path);
      counts[backend] = (counts[backend] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return counts;
}

describe("round robin", () => {
  test.each([
    [90, 10, 1],
    [90, 10, 32],
    [1, 99, 8],
    [3, 7, 8],
  ])("splits 1000 requests at %i/%i exactly, %i at once", async (weightA, weightB, concurrency) => {
    const name = `split-${weightA}-${weightB}-${concurrency}`;
    await lab.serve(name, { [target(a)]: weightA, [target(b)]: weightB });
    const share = 1000 / (weightA + weightB);
    expect(await tally(`/${name}`, 1000, concurrency)).toEqual({ A: weightA * share, B: weightB * share });
  });

  test("does not ask a target any more once the write of its weight 0 is answered", async () => {
    await lab.serve("switch", { [target(a)]: 50, [target(b)]: 50 });
    let stop = false;
    let failed = 0;
    const load = Array.from({ length: 16 }, async () => {
      while (!stop) failed += (await lab.client.proxy("GET", "/switch")).status === 200 ? 0 : 1;
    });
    const weigh = (backend: EchoBackend, weight: number) =>
      lab.admin("PATCH", `/upstreams/switch/targets/${target(backend)}`, { weight });
    for (let round = 0; round < 50; round++) {
      await weigh(b, 0);
      // Under load nothing can be said of requests that were chosen before; these are sent after the answer.
      const after = await Promise.all(Array.from({ length: 4 }, () => backendOf("/switch")));
      expect(after).toEqual(["A", "A", "A", "A"]);
      await weigh(b, 50);
    }
    stop = true;
    await Promise.all(load);
    expect(failed).toBe(0);
  });

  test("answers 503 when no target has a weight", async () => {
    await lab.serve("nobody", { [target(a)]: 0 });
    const answer = await lab.client.proxy("GET", "/nobody");
    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ message: "failure to get a peer from the ring-balancer" });
  });
});

describe("consistent hashing", () => {
  test("on a header sticks, and keys are back where they were when weights are", async () => {
    await lab.serve(
      "sticky",
      { [target(a)]: 90, [target(b)]: 10 },
      { upstream: { hash_on: "header", hash_on_header: "x_user" } },
    );
    const users = Array.from({ length: 200 }, (_, index) => ({ "x-user": `user-${index}` }));
    const assignment = () => Promise.all(users.map((headers) => backendOf("/sticky", headers)));
    const before = await assignment();
    expect(await assignment()).toEqual(before);
    expect(new Set(before)).toEqual(new Set(["A", "B"]));
    const weigh = (weight: number) => lab.admin("PATCH", `/upstreams/sticky/targets/${target(b)}`, { weight });
    await weigh(90);
    expect((await assignment()).filter((each, index) => each === "A" && before[index] === "B")).toEqual([]);
    await weigh(10);
    expect(await assignment()).toEqual(before);
  });

  test("on a header that is configured with a dash finds nothing, as in Kong 3.9.3", async () => {
    await lab.serve(
      "dashed",
      { [target(a)]: 50, [target(b)]: 50 },
      { upstream: { hash_on: "header", hash_on_header: "x-user" } },
    );
    const users = Array.from({ length: 20 }, (_, index) => backendOf("/dashed", { "x-user": `user-${index}` }));
    expect(new Set(await Promise.all(users)).size).toBe(1);
  });

  test("on a cookie gives one to a client that has none, and follows it", async () => {
    await lab.serve(
      "cookie",
      { [target(a)]: 50, [target(b)]: 50 },
      { upstream: { hash_on: "cookie", hash_on_cookie: "track" } },
    );
    const first = await lab.client.proxy("GET", "/cookie");
    const cookie = /^track=[0-9a-f-]{36}/.exec([first.headers["set-cookie"]].flat().join())?.[0] ?? "";
    expect(cookie).not.toBe("");
    for (let count = 0; count < 5; count++) {
      expect(await backendOf("/cookie", { cookie })).toBe(first.headers["x-backend"]);
    }
  });
});

test("least connections gives everything to the heavier target as long as nothing is in flight", async () => {
  await lab.serve("least", { [target(a)]: 90, [target(b)]: 10 }, { upstream: { algorithm: "least-connections" } });
  expect(await tally("/least", 50, 1)).toEqual({ A: 50 });
});
