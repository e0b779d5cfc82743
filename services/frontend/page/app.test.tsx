// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type StubServer, startStubServer } from "../test/stub-server.ts";
import { App } from "./app.tsx";

let server: StubServer;
const settings = { gatewayUrl: "", version: "1.1.0", revision: "frontend-1a2b3c", track: null };
const pong = { success: true, output: "pong", error: null, trace_id: "trace-1", duration_ms: 12.4, tool: "echo" };

beforeEach(async () => {
  server = await startStubServer();
  server.answers.set("/config.json", { body: settings });
  server.answers.set("/ai/execute", { body: pong, headers: { "x-service-version": "3.0.1" } });
});

afterEach(async () => {
  cleanup();
  await server.close();
});

async function openSandbox() {
  render(<App origin={server.origin} path="/exec-sandbox" />);
  await screen.findByRole("heading", { name: "Exec Sandbox" });
}

async function executePing() {
  await openSandbox();
  fireEvent.change(screen.getByLabelText("Input"), { target: { value: "ping" } });
  fireEvent.click(screen.getByRole("button", { name: "Execute" }));
}

const button = (name: string) => screen.getByRole<HTMLButtonElement>("button", { name });
const executeRequests = () => server.requests.filter(({ path }) => path === "/ai/execute");

it("shows the start page with the version that served it", async () => {
  render(<App origin={server.origin} path="/" />);
  const link = await screen.findByRole("link", { name: "Open the Exec Sandbox" });
  expect(link.getAttribute("href")).toBe("/exec-sandbox");
  expect(screen.getByText("1.1.0").id).toBe("page-version");
});

it("says that its settings cannot be read, and tries again", async () => {
  server.answers.set("/config.json", { status: 503, body: "" });
  render(<App origin={server.origin} path="/exec-sandbox" />);
  expect((await screen.findByRole("alert")).textContent).toContain("it answered with status 503");
  expect(screen.queryByLabelText("Input")).toBeNull();

  server.answers.set("/config.json", { body: settings });
  fireEvent.click(button("Try again"));
  expect(await screen.findByLabelText("Input")).toBeTruthy();
});

it.each([
  ["a track that does not exist", { ...settings, track: "beta" }, "track is not canary, stable or null"],
  ["something else than settings", "<html>", "is not valid JSON"],
])("refuses %s in its settings", async (_, body, complaint) => {
  server.answers.set("/config.json", { body });
  render(<App origin={server.origin} path="/exec-sandbox" />);
  expect((await screen.findByRole("alert")).textContent).toContain(complaint);
});

it("offers echo first, sends what was typed, and shows output, duration, trace id and version", async () => {
  await executePing();
  expect((await screen.findByLabelText("Output")).textContent).toBe("pong");
  expect(screen.getByText("12 ms").id).toBe("exec-duration");
  expect(screen.getByText("trace-1").id).toBe("exec-trace-id");
  expect(screen.getByText("3.0.1").id).toBe("exec-version");
  expect(screen.queryByRole("alert")).toBeNull();
  expect(JSON.parse(executeRequests()[0]!.body)).toEqual({ tool: "echo", input: "ping" });
});

it("runs the tool that is selected", async () => {
  await openSandbox();
  fireEvent.change(screen.getByLabelText("Tool"), { target: { value: "disk-usage" } });
  fireEvent.change(screen.getByLabelText("Input"), { target: { value: "how full is web-1?" } });
  fireEvent.click(button("Execute"));
  await screen.findByLabelText("Output");
  expect(JSON.parse(executeRequests()[0]!.body)).toEqual({ tool: "disk-usage", input: "how full is web-1?" });
});

it("asks for no track unless it was itself reached by one", async () => {
  await executePing();
  await screen.findByLabelText("Output");
  expect(executeRequests()[0]!.headers).not.toHaveProperty("x-release-track");
});

it("stays on the track by which it was reached, at the gateway that its settings name", async () => {
  const gateway = await startStubServer();
  try {
    gateway.answers.set("/ai/execute", { body: pong });
    server.answers.set("/config.json", { body: { ...settings, gatewayUrl: gateway.origin, track: "canary" } });
    await executePing();
    await screen.findByLabelText("Output");
    expect(executeRequests()).toEqual([]);
    expect(gateway.requests[0]!.headers["x-release-track"]).toBe("canary");
    expect(screen.getByText("canary").id).toBe("page-track");
  } finally {
    await gateway.close();
  }
});

it("shows the service's error code and message", async () => {
  const error = { code: "timeout", message: "ai-pipeline did not answer within 5000 ms" };
  server.answers.set("/ai/execute", { status: 502, body: { ...pong, success: false, output: null, error } });
  await executePing();
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toBe(`${error.code} ${error.message}`);
  expect(screen.getByText("trace-1")).toBeTruthy();
  expect(screen.queryByLabelText("Output")).toBeNull();
});

it.each([
  [
    "a gateway's page",
    { status: 503, body: "<h1>nope</h1>" },
    "The answer is not JSON of the expected shape. (status 503)",
  ],
  [
    "a gateway's JSON",
    { status: 429, body: { message: "API rate limit exceeded" } },
    "API rate limit exceeded (status 429)",
  ],
  ["a success that is none", { body: { ...pong, success: false } }, "not JSON of the expected shape. (status 200)"],
])("shows %s as an unexpected answer", async (_, answer, message) => {
  server.answers.set("/ai/execute", { ...answer, headers: { "x-trace-id": "trace-2" } });
  await executePing();
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("unexpected_answer");
  expect(alert.textContent).toContain(message);
  expect(screen.getByText("trace-2").id).toBe("exec-trace-id");
});

it("says that the gateway cannot be reached", async () => {
  const gone = await startStubServer();
  await gone.close();
  server.answers.set("/config.json", { body: { ...settings, gatewayUrl: gone.origin } });
  await executePing();
  expect((await screen.findByRole("alert")).textContent).toContain("network_error The gateway cannot be reached");
  expect(button("Execute").disabled).toBe(false);
});

it("is disabled while it runs", async () => {
  let answer: (answer: { body: unknown }) => void = () => {};
  server.answers.set("/ai/execute", new Promise((resolve) => (answer = resolve)));
  await executePing();
  expect(button("Executing…").disabled).toBe(true);
  expect(button("Clear").disabled).toBe(true);
  expect(screen.getByLabelText<HTMLTextAreaElement>("Input").disabled).toBe(true);
  answer({ body: pong });
  await waitFor(() => expect(button("Execute").disabled).toBe(false));
  expect(executeRequests()).toHaveLength(1);
});

it.each([
  ["a blank input", "  \n", "Type an input first."],
  ["a long input", "x".repeat(4001), "The input has 4001 characters; at most 4000 are allowed."],
])("complains about %s and calls nobody", async (_, value, complaint) => {
  await openSandbox();
  fireEvent.change(screen.getByLabelText("Input"), { target: { value } });
  fireEvent.click(button("Execute"));
  expect((await screen.findByRole("alert")).textContent).toBe(complaint);
  expect(screen.getByLabelText("Input").getAttribute("aria-invalid")).toBe("true");
  expect(executeRequests()).toEqual([]);
});

it("clears the form and the result", async () => {
  await executePing();
  await screen.findByLabelText("Output");
  fireEvent.click(button("Clear"));
  expect(screen.getByLabelText<HTMLTextAreaElement>("Input").value).toBe("");
  expect(screen.queryByLabelText("Result")).toBeNull();
});
