// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
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
  sessionStorage.clear();
  await server.close();
});

async function openSandbox() {
  render(<App origin={server.origin} path="/exec-sandbox" />);
  await screen.findByRole("heading", { name: "Exec Sandbox" });
}

async function executePing() {
  await openSandbox();
  type("ping");
  fireEvent.click(button("Execute"));
}

const input = () => screen.getByLabelText<HTMLTextAreaElement>("Input");
const type = (value: string) => fireEvent.change(input(), { target: { value } });
const status = () => screen.getAllByRole("status").find(({ id }) => id === "exec-status")?.textContent;
const errorCode = () => document.getElementById("exec-error-code")?.textContent;
const history = () => screen.queryAllByRole("listitem").map((item) => item.textContent);
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
  expect(document.getElementById("exec-duration")?.textContent).toBe("12 ms");
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

it("says it as it is done, for whoever cannot see the result", async () => {
  await openSandbox();
  expect(status()).toBe("");
  await executeOnceMore();
  expect(status()).toBe("Success in 12 ms, answered by version 3.0.1: pong");
});

async function executeOnceMore() {
  type("ping");
  fireEvent.click(button("Execute"));
  expect(status()).toBe("Executing echo…");
  await screen.findByRole("heading", { name: "Result" });
}

it("shows the service's error code and message, with the trace id and what to do", async () => {
  const error = { code: "timeout", message: "ai-pipeline did not answer within 5000 ms" };
  server.answers.set("/ai/execute", { status: 502, body: { ...pong, success: false, output: null, error } });
  await executePing();
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain(`The tool took too long. ${error.message}`);
  expect(alert.textContent).toContain("report it with the trace id");
  expect(errorCode()).toBe("timeout");
  expect(screen.getByText(error.message).id).toBe("exec-error-message");
  expect(screen.getByText("trace-1").id).toBe("exec-trace-id");
  expect(screen.queryByLabelText("Output")).toBeNull();
  // The alert tells it; the status line would tell it a second time.
  expect(status()).toBe("");
});

it.each([
  [
    "a gateway's page",
    { status: 503, body: "<h1>nope</h1>", headers: {} },
    "unavailable",
    "The answer is not JSON of the expected shape. (status 503)",
  ],
  [
    "a gateway's limit",
    { status: 429, body: { message: "API rate limit exceeded" }, headers: { "retry-after": "23" } },
    "rate_limited",
    "API rate limit exceeded (status 429)Wait 23 s, then execute again.",
  ],
  [
    "a success that is none",
    { body: { ...pong, success: false }, headers: {} },
    "unexpected_answer",
    "not JSON of the expected shape. (status 200)",
  ],
])("tells %s from the service's own failures", async (_, answer, code, message) => {
  server.answers.set("/ai/execute", { ...answer, headers: { ...answer.headers, "x-trace-id": "trace-2" } });
  await executePing();
  const alert = await screen.findByRole("alert");
  expect(errorCode()).toBe(code);
  expect(alert.textContent).toContain(message);
  expect(screen.getByText("trace-2").id).toBe("exec-trace-id");
});

it("says that the gateway cannot be reached, and can be tried again", async () => {
  const gone = await startStubServer();
  await gone.close();
  server.answers.set("/config.json", { body: { ...settings, gatewayUrl: gone.origin } });
  await executePing();
  expect((await screen.findByRole("alert")).textContent).toContain("No connection. The gateway cannot be reached");
  expect(errorCode()).toBe("network_error");
  expect(button("Execute").getAttribute("aria-disabled")).toBe("false");
});

it("takes nothing more while it runs, and keeps the place of who works by keyboard", async () => {
  let answer: (answer: { body: unknown }) => void = () => {};
  server.answers.set("/ai/execute", new Promise((resolve) => (answer = resolve)));
  await openSandbox();
  type("ping");
  button("Execute").focus();
  fireEvent.click(button("Execute"));
  const busy = button("Executing…");
  expect(busy.getAttribute("aria-disabled")).toBe("true");
  expect(busy.closest("form")?.getAttribute("aria-busy")).toBe("true");
  expect(document.activeElement).toBe(busy);
  expect(input().readOnly).toBe(true);
  fireEvent.click(busy);
  fireEvent.keyDown(input(), { key: "Enter", ctrlKey: true });
  fireEvent.click(button("Clear"));
  expect(input().value).toBe("ping");
  answer({ body: pong });
  await screen.findByLabelText("Output");
  expect(document.activeElement).toBe(button("Execute"));
  expect(button("Execute").getAttribute("aria-disabled")).toBe("false");
  expect(executeRequests()).toHaveLength(1);
});

it.each([{ ctrlKey: true }, { metaKey: true }])("executes by Enter with %o, and by no other Enter", async (keys) => {
  await openSandbox();
  type("ping");
  fireEvent.keyDown(input(), { key: "Enter" });
  fireEvent.keyDown(input(), { key: "a", ...keys });
  expect(status()).toBe("");
  fireEvent.keyDown(input(), { key: "Enter", ...keys });
  expect((await screen.findByLabelText("Output")).textContent).toBe("pong");
  expect(executeRequests()).toHaveLength(1);
});

it.each([
  ["a blank input", "  \n", "Type an input first."],
  ["a long input", "x".repeat(4001), "The input has 4001 characters; at most 4000 are allowed."],
])("complains about %s and calls nobody", async (_, value, complaint) => {
  await openSandbox();
  type(value);
  fireEvent.click(button("Execute"));
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toBe(complaint);
  expect(input().getAttribute("aria-invalid")).toBe("true");
  expect(input().getAttribute("aria-describedby")).toContain(alert.id);
  expect(document.activeElement).toBe(input());
  expect(executeRequests()).toEqual([]);
});

it("counts characters as the service does", async () => {
  await openSandbox();
  type("🐤".repeat(4000));
  fireEvent.click(button("Execute"));
  await screen.findByLabelText("Output");
  expect(executeRequests()).toHaveLength(1);
});

it("clears the form and the result, and is ready to be typed in", async () => {
  await executePing();
  await screen.findByLabelText("Output");
  fireEvent.click(button("Clear"));
  expect(input().value).toBe("");
  expect(document.activeElement).toBe(input());
  expect(screen.queryByRole("region", { name: "Result" })).toBeNull();
});

it("keeps what was executed, the newest first, beyond a reload, until it is told to forget", async () => {
  await executePing();
  await screen.findByLabelText("Output");
  server.answers.set("/ai/execute", { status: 503, body: { message: "no healthy upstream" } });
  type("and again");
  fireEvent.click(button("Execute"));
  await screen.findByRole("alert");
  const kept = [
    expect.stringMatching(/^unavailableechoand again.*version unknownno trace id$/),
    expect.stringMatching(/^successechoping.*12 msversion 3\.0\.1trace trace-1$/),
  ];
  expect(history()).toEqual(kept);

  cleanup();
  await openSandbox();
  expect(history()).toEqual(kept);
  fireEvent.click(button("Clear history"));
  expect(history()).toEqual([]);
  expect(document.activeElement).toBe(input());
  cleanup();
  await openSandbox();
  expect(history()).toEqual([]);
});

it("leads past the navigation, and keeps the place when its settings are read again", async () => {
  server.answers.set("/config.json", { status: 503, body: "" });
  render(<App origin={server.origin} path="/exec-sandbox" />);
  await screen.findByRole("alert");
  const main = screen.getByRole("main");
  expect(screen.getByRole("link", { name: "Skip to the content" }).getAttribute("href")).toBe(`#${main.id}`);
  server.answers.set("/config.json", { body: settings });
  fireEvent.click(button("Try again"));
  await screen.findByLabelText("Input");
  expect(document.activeElement).toBe(main);
  expect(document.title).toBe("Exec Sandbox – OpsConductor");
});
