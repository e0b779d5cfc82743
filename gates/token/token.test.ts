import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Reply } from "../http.ts";
import { authorization, mintToken } from "./mint.ts";
import { explainRefusal, isTokenRefusal } from "./refusal.ts";

const NOW = new Date("2026-01-01T00:00:00.900Z");

describe("a gate's token", () => {
  it("names the gates' credential, expires after a minute, and is signed by their secret", () => {
    const [header = "", claims = "", signature] = mintToken("s3cr3t", NOW).split(".");
    const read = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString());
    expect(read(header)).toEqual({ alg: "HS256", typ: "JWT" });
    expect(read(claims)).toEqual({ iss: "release-gates", exp: Date.parse("2026-01-01T00:01:00Z") / 1000 });
    expect(signature).toBe(createHmac("sha256", "s3cr3t").update(`${header}.${claims}`).digest("base64url"));
  });

  it("goes where there is a secret, and nowhere else", () => {
    expect(authorization("s3cr3t", NOW)).toEqual({ authorization: `Bearer ${mintToken("s3cr3t", NOW)}` });
    expect(authorization(undefined, NOW)).toEqual({});
  });
});

function reply(status: number, headers: Record<string, string>, body: unknown): Reply {
  return { kind: "answer", status, header: (name) => headers[name], body };
}

describe("a refusal", () => {
  const refused = (body: object) => reply(401, { "www-authenticate": 'Bearer error="invalid_token"' }, body);

  it("is the gateway's, not a service's and not another's", () => {
    expect(isTokenRefusal(refused({ message: "Invalid signature" }))).toBe(true);
    expect(isTokenRefusal(reply(401, { "www-authenticate": "Bearer", "x-service-revision": "a" }, {}))).toBe(false);
    expect(isTokenRefusal(reply(401, { "www-authenticate": 'Basic realm="a"' }, {}))).toBe(false);
    expect(isTokenRefusal(reply(403, { "www-authenticate": "Bearer" }, {}))).toBe(false);
    expect(isTokenRefusal({ kind: "no answer", reason: "refused" })).toBe(false);
  });

  it.each([
    [
      { exp: "token expired" },
      true,
      /refused the gates' token \(401 "token expired"\): it was valid for 60 s, so the clocks/,
    ],
    [
      { message: "Invalid signature" },
      true,
      /another secret than gatesJwtSecret; run the update again, with --refresh$/,
    ],
    [{ message: "No credentials found for given 'iss'" }, true, /consumer release-gates is not there/],
    [
      { message: "Unauthorized" },
      false,
      /a request without a token \(401 "Unauthorized"\): config gateway\.jwt is off/,
    ],
  ])("of %j says what it means and what to do", (body, isSigned, note) => {
    expect(explainRefusal([reply(200, {}, {}), refused(body)], isSigned)).toMatch(note);
  });

  it("is not made of other answers", () => {
    expect(explainRefusal([reply(502, {}, {}), { kind: "no answer", reason: "reset" }], true)).toBeUndefined();
  });
});
