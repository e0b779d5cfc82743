import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { record } from "../gates/events.ts";
import { until } from "../test/harness/until.ts";
import type { Message } from "./message.ts";
import { describeUnsent } from "./outbox.ts";
import { type Patience, type SenderTask, sendAll } from "./send.ts";
import { senderLog, startSender } from "./start.ts";

const SECRET = "T000/B000/very-secret-token";
const SHORT: Patience = { lingerMs: 300, retryMs: 5000 };

/** Answers in turn, the last one from then on; "hang" never answers. */
class Receiver {
  readonly received: Message[] = [];
  readonly #server: http.Server;

  constructor(...answers: (number | "hang")[]) {
    let count = 0;
    this.#server = http.createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      this.received.push(JSON.parse(Buffer.concat(chunks).toString("utf8")) as Message);
      const answer = answers[Math.min(count++, answers.length - 1)] ?? 200;
      if (answer !== "hang") response.writeHead(answer).end();
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/services/${SECRET}`;
  }

  kinds(): string[] {
    return this.received.map(({ kind }) => kind);
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

describe("the sender", () => {
  let home = "";
  let receiver: Receiver;
  const lines: string[] = [];

  beforeEach(() => {
    home = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "notify-")), "staging");
    lines.length = 0;
  });
  afterEach(() => {
    receiver?.close();
    fs.rmSync(path.dirname(home), { recursive: true, force: true });
  });

  async function taskFor(given: Receiver, changes: Partial<SenderTask> = {}): Promise<SenderTask> {
    receiver = given;
    const settings = { url: await given.listen(), form: "json", timeoutSeconds: 0.3 } as const;
    return {
      stack: "staging",
      home,
      settings,
      since: 0,
      isWanted: () => false,
      log: (line) => lines.push(line),
      ...changes,
    };
  }

  const reached = (percent: number) => record(home, { event: "weights committed", weights: {}, percent });
  const told = () =>
    receiver.received.flatMap(({ event }) => (event.event === "weights committed" ? [event.percent] : []));

  /** Everything that the sender has left behind, and said. */
  const traces = () =>
    [...fs.readdirSync(home).filter((name) => name !== "log"), path.join("log", "notifications.log")]
      .map((name) => path.join(home, name))
      .filter((file) => fs.existsSync(file))
      .map((file) => fs.readFileSync(file, "utf8"))
      .concat(lines)
      .join("\n");

  it("tells what has happened in its order, once, and goes on where another has stopped", async () => {
    reached(10);
    reached(50);
    const task = await taskFor(new Receiver(200));
    expect(await sendAll(task, SHORT)).toBe(0);
    reached(100);
    expect(await sendAll(task, SHORT)).toBe(0);
    expect(told()).toEqual([10, 50, 100]);
  });

  it("tries again what was not taken, before anything that came later", async () => {
    reached(10);
    reached(50);
    expect(await sendAll(await taskFor(new Receiver(503, 500, 200)), SHORT)).toBe(0);
    expect(told()).toEqual([10, 10, 10, 50]);
    expect(new Set(receiver.received.slice(0, 3).map(({ id }) => id)).size).toBe(1);
    expect(describeUnsent("staging", home, Date.now())).toBeUndefined();
  });

  it("gives a receiver up that never answers, says so in one line, and leaves the rest for the next time", async () => {
    reached(10);
    reached(50);
    const task = await taskFor(new Receiver("hang", "hang", 200));
    expect(await sendAll(task, { lingerMs: 0, retryMs: 1500 })).toBe(2);
    expect(lines).toEqual([
      expect.stringMatching(/^2 not sent after 2 attempts, from "phase reached" of .*timeout of 300ms/),
    ]);
    expect(describeUnsent("staging", home, Date.now())).toMatch(
      /^notifications: 2 could not be sent until now \(no answer/,
    );
    expect(await sendAll(task, SHORT)).toBe(0);
    expect(told()).toEqual([10, 10, 10, 50]);
  });

  it("does not hold on to a receiver that refuses, and gives up only the message that is unfit", async () => {
    reached(10);
    const task = await taskFor(new Receiver(404, 400, 200));
    expect(await sendAll(task, SHORT)).toBe(1);
    expect(lines).toEqual([expect.stringContaining("1 not sent, from")]);
    reached(50);
    expect(await sendAll(task, SHORT)).toBe(0);
    expect(told()).toEqual([10, 10, 50]);
    expect(lines[1]).toContain("is given up, its receiver takes no such message: HTTP 400");
  });

  it("never names its receiver", async () => {
    reached(10);
    const gone = { url: `http://127.0.0.1:9/services/${SECRET}`, form: "json", timeoutSeconds: 1 } as const;
    const task = await taskFor(new Receiver(404));
    await sendAll(task, SHORT);
    await sendAll({ ...task, settings: gone }, { lingerMs: 0, retryMs: 0 });
    await sendAll({ ...task, settings: { ...gone, url: `no url, but ${SECRET}` } }, { lingerMs: 0, retryMs: 0 });
    expect(lines).toHaveLength(3);
    expect(traces()).toContain("not sent");
    expect(traces()).not.toContain(SECRET);
  });

  it("begins with the command that is the first to tell anything, not with the stack's whole past", async () => {
    reached(10);
    const since = Date.now() + 1;
    await until(() => Date.now() > since, { what: "the next moment" });
    const task = await taskFor(new Receiver(200), { since });
    reached(50);
    await sendAll(task, SHORT);
    expect(told()).toEqual([50]);
  });

  it("waits for another sender of the stack, so that nothing is told twice", async () => {
    reached(10);
    const task = await taskFor(new Receiver(200));
    expect(await Promise.all([sendAll(task, SHORT), sendAll(task, SHORT)])).toEqual([0, 0]);
    expect(told()).toEqual([10]);
  });

  it("is a process of its own that goes on when the one that it is for has more to tell, and ends", async () => {
    const { settings } = await taskFor(new Receiver(200));
    expect(startSender({ stack: "staging", home, settings })).toBeUndefined();
    reached(10);
    await until(() => receiver.kinds().length === 1, { what: "the message" });
    const pid = processOf(home);
    expect(fs.readFileSync(`/proc/${pid}/cmdline`, "utf8")).not.toContain(SECRET);
    process.kill(pid, "SIGTERM");
    expect(fs.readFileSync(senderLog(home), "utf8")).toBe("");
  });

  it("is not started for what is no URL, and says so without it", () => {
    const settings = { url: SECRET, form: "json", timeoutSeconds: 1 } as const;
    const problem = startSender({ stack: "staging", home, settings });
    expect(problem).toContain("notificationUrl is no http:// or https:// URL");
    expect(problem).not.toContain(SECRET);
    expect(fs.existsSync(home)).toBe(false);
  });
});

function processOf(home: string): number {
  const found = fs
    .readdirSync("/proc")
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && pid !== process.pid)
    .find((pid) => {
      try {
        return fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(`notify/main.ts\0staging\0${home}`);
      } catch {
        return false;
      }
    });
  if (found === undefined) throw new Error("no sender runs");
  return found;
}
