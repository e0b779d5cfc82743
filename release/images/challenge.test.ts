import { expect, it } from "vitest";
import { parseChallenge } from "./challenge.ts";

it.each([
  [
    'Bearer realm="https://auth.example/token",service="registry.example",scope="repository:a:pull"',
    { scheme: "bearer", realm: "https://auth.example/token", service: "registry.example" },
  ],
  ['bearer realm="https://auth.example/token"', { scheme: "bearer", realm: "https://auth.example/token" }],
  ['Basic realm="anything"', { scheme: "basic" }],
  ['Bearer realm="nowhere"', undefined],
  ["Negotiate", undefined],
  ["", undefined],
])("%s", (header, challenge) => expect(parseChallenge(header)).toEqual(challenge));
