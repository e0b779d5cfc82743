import { generateKeyPairSync, sign } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { echoPing } from "../lab/load/options.ts";
import { gatesIn } from "./harness/events.ts";
import { expectRefusal, expectSplit, expectStateToBeReality, expectSuccess } from "./harness/expect.ts";
import { ProgramStack } from "./harness/stack.ts";
import { NEW, OLD } from "./harness/versions.ts";

const ISSUER = "https://issuer.example";
const GATES_SECRET = "what-the-gates-sign-their-tokens-by";
const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

/** A user's token, valid for an hour from now, or since an hour no more. */
function token(seconds = 3600): string {
  const claims = { iss: ISSUER, exp: Math.floor(Date.now() / 1000) + seconds };
  const signed = [{ alg: "RS256" }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  return `${signed}.${sign("sha256", Buffer.from(signed), privateKey).toString("base64url")}`;
}

/** A release whose gateway asks everybody who executes for a token. Each test goes on where the one before ended. */
describe("a release with tokens", () => {
  let stack: ProgramStack;

  beforeAll(async () => {
    const jwt = {
      issuer: ISSUER,
      publicKey: publicKey.export({ type: "spki", format: "pem" }),
      cookieName: "session",
    };
    stack = await ProgramStack.create("tokens", { gateway: { jwt }, canary: NEW });
  });
  afterAll(() => stack?.remove());

  async function execute(headers: Record<string, string> = {}): Promise<number> {
    const response = await fetch(`${stack.proxyUrl}/ai/execute`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: echoPing,
    });
    await response.text();
    return response.status;
  }
  const bearing = (text: string) => ({ authorization: `Bearer ${text}` });

  it("does not begin without a secret for its gates, and says how to set one", async () => {
    expectRefusal(await stack.up(), "CFG003", "gatesJwtSecret is not set", "pulumi config set --secret gatesJwtSecret");
    expect(stack.processes()).toEqual([]);
  });

  it("passes its gates by tokens of their own, while users need one on the main route and on every track", async () => {
    expectSuccess(await stack.config("set", "--secret", "gatesJwtSecret", GATES_SECRET));
    expectSuccess(await stack.up());
    expect(gatesIn(stack.events())).toEqual(["frontend", "smoke"]);
    const tracks: Record<string, string>[] = [{}, { "x-release-track": "stable" }, { "x-release-track": "canary" }];
    for (const track of tracks) {
      expect(await execute(track), JSON.stringify(track)).toBe(401);
      expect(await execute({ ...track, ...bearing(token()) }), JSON.stringify(track)).toBe(200);
    }
    expect(await execute({ "x-release-track": "previous" })).toBe(401);
    expect(await execute(bearing(token(-3600)))).toBe(401);
    expect(await execute({ cookie: `session=${token()}` })).toBe(200);
  });

  it("gives the page, the selector and a preflight to everybody", async () => {
    const status = async (url: string, init?: RequestInit) => (await fetch(`${stack.proxyUrl}${url}`, init)).status;
    expect(await status("/")).toBe(200);
    expect(await status("/exec-sandbox", { headers: { "x-release-track": "canary" } })).toBe(200);
    const asked = {
      origin: "https://app.example",
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization",
    };
    const preflight = await fetch(`${stack.proxyUrl}/ai/execute`, { method: "OPTIONS", headers: asked });
    expect(preflight.status).toBe(200);
    expect(preflight.headers.get("access-control-allow-headers")).toMatch(/Authorization/);
  });

  it("moves traffic by what users with tokens do", async () => {
    const users = stack.load({ headers: bearing(token()) });
    stack.configure({ canaryPercent: 10 });
    expectSuccess(await stack.up());
    await expectSplit(stack, [OLD, 90], [NEW, 10]);
    const { failed, finished, byStatus } = await users.stop();
    expect(failed, JSON.stringify(byStatus)).toBe(0);
    expect(finished).toBeGreaterThan(0);
    await expectStateToBeReality(stack);
  });

  it("keeps what tokens are signed by out of state, events and logs", async () => {
    expect(JSON.stringify(await stack.state())).not.toContain(GATES_SECRET);
    const files = fs
      .readdirSync(stack.home, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name));
    const holding = files.filter((file) => fs.readFileSync(file).includes(GATES_SECRET));
    // The gateway's own store, as Kong's database; nobody else on the machine reads it.
    expect(holding.map((file) => path.basename(file))).toEqual(["gateway.json"]);
    for (const file of holding) expect(fs.statSync(file).mode & 0o077).toBe(0);
  });

  it("is switched off by an update, and then nothing of it is left", async () => {
    stack.configure({ gateway: {} });
    expectSuccess(await stack.up());
    expect(await execute()).toBe(200);
    const types = (await stack.state()).resources.map(({ type }) => type);
    expect(types.filter((type) => /consumer/i.test(type))).toEqual([]);
    await expectSplit(stack, [OLD, 90], [NEW, 10]);
  });
});
