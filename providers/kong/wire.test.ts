import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { expect, test } from "vitest";
import { consumerJwtAuth } from "./resources/consumer-jwt-auth.ts";
import { UNKNOWN } from "./resources/property.ts";
import { fromWire, toWire } from "./wire.ts";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

test("plain properties come back as they went, zeros and unknowns among them", () => {
  const properties = { weight: 0, target: UNKNOWN, tags: ["a"], nested: { deep: [{ yes: false, none: null }] } };
  expect(fromWire(toWire(properties))).toEqual(properties);
  expect(fromWire(undefined)).toEqual({});
});

test("marks what is secret by its kind, whoever knew it before", () => {
  const message = toWire({ consumerId: "c", key: "k", secret: "s" }, consumerJwtAuth);
  expect(message.toJavaScript()).toEqual({ consumerId: "c", key: "k", secret: { [SIGNATURE]: SECRET, value: "s" } });
});

test("takes secrets bare, at any depth, and leaves the engine's own names out", () => {
  const secret = (value: string) => ({ [SIGNATURE]: SECRET, value });
  const message = struct.Struct.fromJavaScript({
    token: secret("a"),
    list: [{ in: secret("b") }],
    __defaults: [],
    __internal: {},
  });
  expect(fromWire(message)).toEqual({ token: "a", list: [{ in: "b" }] });
});
