import { once } from "node:events";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestGateway, type TestGateway } from "../contract/test-gateway.ts";

let lab: TestGateway;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const server = createServer((incoming, response) => answer(incoming, response));

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  [lab] = await Promise.all([startTestGateway(), once(server, "listening")]);
  await lab.serve("stream", { [`127.0.0.1:${(server.address() as AddressInfo).port}`]: 1 });
});

afterAll(async () => {
  await lab.close();
  server.close();
});

function ask(method: string) {
  return request({ host: "127.0.0.1", port: lab.gateway.ports.proxy, path: "/stream", method });
}

test("an answer reaches the client piece by piece", async () => {
  let finish: () => void = () => undefined;
  answer = (_, response) => {
    response.write("first");
    finish = () => response.end("second");
  };
  const client = ask("GET").end();
  const [response] = (await once(client, "response")) as [IncomingMessage];
  const [first] = await once(response, "data");
  expect(String(first)).toBe("first");
  // The target ends only now that the client has the first piece.
  finish();
  expect(String((await once(response, "data"))[0])).toBe("second");
});

test("a request of unknown length reaches the target piece by piece", async () => {
  const seen: string[] = [];
  let firstSeen: () => void = () => undefined;
  const first = new Promise<void>((resolve) => {
    firstSeen = resolve;
  });
  answer = (incoming, response) => {
    incoming.on("data", (chunk) => {
      seen.push(String(chunk));
      firstSeen();
    });
    incoming.on("end", () => response.end(seen.join("|")));
  };
  const client = ask("POST");
  client.write("one");
  await first;
  client.end("two");
  const [response] = (await once(client, "response")) as [IncomingMessage];
  expect(String((await once(response, "data"))[0])).toBe("one|two");
});

test("a client that goes away ends the request to the target", async () => {
  const gone = new Promise<void>((resolve) => {
    answer = (_, response) => {
      response.write("begun");
      response.once("close", () => resolve());
    };
  });
  const client = ask("GET").end();
  const [response] = (await once(client, "response")) as [IncomingMessage];
  response.on("error", () => undefined);
  await once(response, "data");
  client.destroy();
  await gone;
});

test("an answer that breaks off breaks off at the client too, and is never passed off as whole", async () => {
  answer = (_, response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write("part", () => response.destroy());
  };
  const client = ask("GET").end();
  const [response] = (await once(client, "response")) as [IncomingMessage];
  response.resume();
  await expect(once(response, "end")).rejects.toThrow("aborted");
});

test("a WebSocket is refused, and an offer of HTTP/2 passed over", async () => {
  answer = (_, response) => response.end("plain");
  const upgrade = async (protocol: string) => {
    const client = ask("GET");
    client.setHeader("Connection", "Upgrade").setHeader("Upgrade", protocol);
    const [response] = (await once(client.end(), "response")) as [IncomingMessage];
    response.resume();
    return response.statusCode;
  };
  expect(await upgrade("websocket")).toBe(501);
  expect(await upgrade("h2c")).toBe(200);
});

test("a request finishes whose target is deleted meanwhile", async () => {
  const { data } = await lab.admin("GET", "/upstreams/stream/targets");
  const [{ target } = { target: "" }] = data as { target: string }[];
  answer = async (_, response) => {
    await lab.admin("DELETE", `/upstreams/stream/targets/${target}`);
    response.end("done");
  };
  expect(await lab.client.proxy("GET", "/stream")).toMatchObject({ status: 200, text: "done" });
  expect((await lab.client.proxy("GET", "/stream")).status).toBe(503);
});
