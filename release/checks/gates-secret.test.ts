import { describe, expect, it } from "vitest";
import type { ReleaseConfig } from "../../components/config/schema.ts";
import { readStackConfig } from "../stack-config.ts";
import { readGatesSecret } from "./gates-secret.ts";

const off = readStackConfig("no such stack");
const on: ReleaseConfig = {
  ...off,
  gateway: { ...off.gateway, jwt: { ...off.gateway.jwt, issuer: "https://issuer" } },
};
const nobody = async () => {
  throw new Error("Pulumi was asked");
};

describe("the secret of the checks' tokens", () => {
  it("is none where the gateway asks for no token", async () => {
    expect(await readGatesSecret("staging", off, { GATES_JWT_SECRET: "s" }, nobody)).toBeUndefined();
  });

  it("comes from a variable, the environment's own before the plain one", async () => {
    const variables = { GATES_JWT_SECRET: "plain", STAGING_GATES_JWT_SECRET: "staging" };
    expect(await readGatesSecret("staging", on, variables, nobody)).toBe("staging");
    expect(await readGatesSecret("production", on, variables, nobody)).toBe("plain");
  });

  it("else from the stack's config", async () => {
    const asked: (readonly string[])[] = [];
    const secret = await readGatesSecret("staging", on, {}, async (args) => {
      asked.push(args);
      return { exitCode: 0, stdout: "from config\n", stderr: "" };
    });
    expect(secret).toBe("from config");
    expect(asked).toEqual([["config", "get", "gatesJwtSecret", "-s", "staging", "--non-interactive"]]);
  });

  it.each([
    [{ exitCode: 0, stdout: "\n", stderr: "" }, "it is empty"],
    [{ exitCode: 255, stdout: "", stderr: "error: incorrect passphrase" }, "incorrect passphrase"],
  ])("is missed with what to do: %j", async (answer, reason) => {
    const missed = readGatesSecret("staging", on, {}, async () => answer);
    await expect(missed).rejects.toThrow(
      /^CHK003: gateway\.jwt of staging is on, .* STAGING_GATES_JWT_SECRET or GATES_/,
    );
    await expect(missed).rejects.toThrow(reason);
  });
});
