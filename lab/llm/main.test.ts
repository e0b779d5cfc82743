import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";

const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill("SIGKILL");
    await once(child, "exit");
  }
});

function spawnLlm(env: Record<string, string>) {
  const child = spawn(process.execPath, [new URL("./main.ts", import.meta.url).pathname], {
    env: { PATH: process.env.PATH, LLM_DELAY_MS: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  return child;
}

async function startLlm(env: Record<string, string> = {}) {
  const child = spawnLlm(env);
  child.stderr.resume();
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const listening = JSON.parse(String(line));
  return { child, listening, url: `http://127.0.0.1:${listening.ports.http}` };
}

function complete(url: string, body: object | string): Promise<Response> {
  return fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

const messages = [
  { role: "system", content: 'The tool is "service-restart".' },
  { role: "user", content: "restart nginx" },
];

describe("a completion", () => {
  it("has OpenAI's shape, names the tool and is the same each time", async () => {
    const { listening, url } = await startLlm();
    expect(listening).toMatchObject({ event: "listening", service: "llm" });
    const [first, second] = await Promise.all(
      [1, 2].map(async () => (await complete(url, { model: "m", messages })).json()),
    );
    expect(first).toEqual({
      id: expect.stringMatching(/^chatcmpl-[0-9a-f]{24}$/),
      object: "chat.completion",
      created: expect.any(Number),
      model: "m",
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: expect.stringMatching(/^For "restart nginx" run service-restart\./) },
          logprobs: null,
          finish_reason: "stop",
        },
      ],
      usage: { prompt_tokens: 12, completion_tokens: expect.any(Number), total_tokens: expect.any(Number) },
    });
    expect({ ...second, created: 0 }).toEqual({ ...first, created: 0 });
  });

  it("is pong for ping", async () => {
    const { url } = await startLlm();
    const body = await (await complete(url, { model: "m", messages: [{ role: "user", content: "ping" }] })).json();
    expect(body.choices[0].message.content).toBe("pong");
  });
});

it.each([
  ["no JSON", "{", null, "the body must be a JSON object"],
  ["no model", { messages }, "model", "model must be a non-empty string"],
  ["no messages", { model: "m", messages: [] }, "messages", "messages must be a non-empty array"],
  ["an odd message", { model: "m", messages: [{ role: "user" }] }, "messages", /^each message must be/],
  ["a stream", { model: "m", messages, stream: true }, "stream", /does not stream/],
])("answers %s with 400 in OpenAI's shape", async (_name, body, param, message) => {
  const { url } = await startLlm();
  const response = await complete(url, body);
  expect(response.status).toBe(400);
  const { error } = await response.json();
  expect(error).toMatchObject({ type: "invalid_request_error", param, code: null });
  expect(error.message).toMatch(message);
});

it("survives a client that goes away in the middle of its request", async () => {
  const { listening, url } = await startLlm();
  const socket = connect(listening.ports.http, "127.0.0.1");
  socket.write("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{");
  await once(socket, "connect");
  await fetch(`${url}/health`);
  socket.destroy();
  expect((await fetch(`${url}/health`)).status).toBe(200);
  expect((await fetch(`${url}/nowhere`)).status).toBe(404);
});

it("finishes the completion in flight on SIGTERM and exits with 0", async () => {
  const { child, url } = await startLlm({ LLM_DELAY_MS: "500" });
  const pending = complete(url, { model: "m", messages });
  // On a second connection, so that the first one's request was read before.
  await fetch(`${url}/health`);
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  expect((await pending).headers.get("connection")).toBe("close");
  expect(await exit).toEqual([0, null]);
});

describe("a start that fails", () => {
  it.each([
    ["LLM_DELAY_MS", "900-500", 'LLM_DELAY_MS is "900-500"; allowed: milliseconds as 700 or 500-900, at most 600000\n'],
    ["PORT", "x", 'PORT is "x"; allowed: an integer from 0 to 65535 (default 0)\n'],
  ])("says in one line what is wrong with %s=%s", async (variable, value, message) => {
    const child = spawnLlm({ [variable]: value });
    const exit = once(child, "exit");
    expect(await text(child.stderr)).toBe(message);
    expect(await exit).toEqual([1, null]);
  });

  it("names a port that is taken", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as AddressInfo;
    const child = spawnLlm({ PORT: String(port) });
    const exit = once(child, "exit");
    expect(await text(child.stderr)).toBe(
      `PORT is "${port}"; allowed: a port that no other process uses on 127.0.0.1, or 0 for any\n`,
    );
    expect(await exit).toEqual([1, null]);
    taken.close();
  });
});
