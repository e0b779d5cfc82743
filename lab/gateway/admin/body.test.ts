import { expect, test } from "vitest";
import { inferTypes, parseForm } from "./body.ts";
import { SCHEMAS } from "./entities/schemas.ts";

test.each([
  ["name=a&slots=1000&tags[]=x&tags[]=y", { name: "a", slots: "1000", tags: ["x", "y"] }],
  ["service.name=s&paths[]=%2Fform", { service: { name: "s" }, paths: ["/form"] }],
  ["config.add.headers[1]=a&config.add.headers[2]=b", { config: { add: { headers: ["a", "b"] } } }],
  ["headers[x-a][]=1", { headers: { "x-a": ["1"] } }],
  ["paths=/a&paths=/b", { paths: ["/a", "/b"] }],
])("the form %s reads as %j", (form, expected) => {
  expect(parseForm(form)).toEqual(expected);
});

test("texts become what the schema expects, and an empty one null", () => {
  const form = "name=a&slots=1000&tags=x&use_srv_name=false&host_header=&healthchecks.passive.unhealthy.timeouts=3";
  expect(inferTypes(SCHEMAS.upstreams, parseForm(form))).toEqual({
    name: "a",
    slots: 1000,
    tags: ["x"],
    use_srv_name: false,
    host_header: null,
    healthchecks: { passive: { unhealthy: { timeouts: 3 } } },
  });
});

test("a plugin's configuration is read by that plugin's schema", () => {
  expect(inferTypes(SCHEMAS.plugins, parseForm("name=rate-limiting&config.minute=5&config.redis_port=1"))).toEqual({
    name: "rate-limiting",
    config: { minute: 5, redis_port: 1 },
  });
});

test("a text that is no number stays one, for the schema to refuse", () => {
  expect(inferTypes(SCHEMAS.targets, parseForm("weight=abc"))).toEqual({ weight: "abc" });
});
