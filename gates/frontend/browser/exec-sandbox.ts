import type { Browser, BrowserContext, Page } from "playwright-core";
import { inTurn } from "../../executions.ts";
import { probeHeaders, type TrackRoute } from "../../subject.ts";
import { authorization } from "../../token/mint.ts";
import { isExecution, PageRecord } from "./page-record.ts";
import type { SeenExecution, SeenForm, Visit } from "./visit.ts";
import { firstLine, within } from "./within.ts";

export interface Errand extends TrackRoute {
  /** For the form to be there, and for a result to be shown after it, in milliseconds. */
  readonly timeoutMs: number;
  /** Where the picture goes. */
  readonly screenshot: string;
  /** The gateway as other gates name it: nobody else executes there at the same time. */
  readonly gateway: string;
}

/**
 * Opens the Exec Sandbox on its track, types ping, presses Execute, and reads what the page shows. By the labels that a
 * user sees, and by the ids that the page promises (services/frontend/page/result-view.tsx).
 *
 * @param answerMs for what the browser does by itself, in milliseconds
 * @throws when the browser itself goes away or does not answer; what is wrong with the page is part of what was seen
 */
export async function visitSandbox(browser: Browser, errand: Errand, answerMs: number): Promise<Visit> {
  const context = await within(
    answerMs,
    "window",
    browser.newContext({
      extraHTTPHeaders: probeHeaders(errand.track),
      viewport: { width: 1000, height: 900 },
      serviceWorkers: "block",
    }),
  );
  await letIn(context, errand);
  const page = await within(answerMs, "page", context.newPage());
  const record = new PageRecord(page);
  /** A page that takes too long is one thing, a browser that does not even answer about itself another. */
  const assertAlive = async () => {
    if (record.hasCrashed) throw new Error("the page's process crashed");
    await within(answerMs, "answer about itself", context.cookies());
  };

  const form = await open(page, errand);
  if (form.kind === "absent") await assertAlive();
  const execution: SeenExecution =
    form.kind === "absent" ? { kind: "not tried" } : await inTurn(errand.gateway, () => execute(page, record, errand));
  if (execution.kind === "no result") await assertAlive();
  return {
    form,
    execution,
    consoleErrors: record.consoleErrors,
    requests: record.requests,
    failedRequests: record.failedRequests,
    screenshot: await keepScreenshot(page, errand.screenshot, answerMs),
  };
}

/** Signs what executes at the gateway, as a user's cookie would; nothing else that the page asks for gets a token. */
async function letIn(context: BrowserContext, { proxy, jwtSecret }: Errand): Promise<void> {
  if (jwtSecret === undefined) return;
  const { origin } = new URL(proxy);
  const executes = (url: URL) => url.origin === origin && url.pathname.endsWith("/ai/execute");
  await context.route(executes, async (route) => {
    await route.continue({ headers: { ...route.request().headers(), ...authorization(jwtSecret) } });
  });
}

async function open(page: Page, { proxy, timeoutMs: timeout }: Errand): Promise<SeenForm> {
  const deadline = Date.now() + timeout;
  try {
    const answer = await page.goto(`${proxy}/exec-sandbox`, { timeout });
    if (answer && !answer.ok()) return { kind: "absent", reason: `/exec-sandbox was answered with ${answer.status()}` };
    const left = { timeout: Math.max(1, deadline - Date.now()) };
    await page.getByLabel("Input", { exact: true }).waitFor(left);
    return { kind: "ready", revision: (await page.locator("#page-revision").textContent(left)) ?? "" };
  } catch (error) {
    return { kind: "absent", reason: firstLine(error) };
  }
}

async function execute(page: Page, record: PageRecord, { timeoutMs: timeout }: Errand): Promise<SeenExecution> {
  const answered = page
    .waitForResponse((response) => isExecution(response.request()), { timeout })
    .then((response) => response.headers()["x-trace-id"] ?? "")
    .catch(() => "");
  try {
    await page.getByLabel("Tool", { exact: true }).selectOption("echo", { timeout });
    const input = page.getByLabel("Input", { exact: true });
    await input.click({ timeout });
    await input.pressSequentially("ping", { timeout });
    await page.getByRole("button", { name: "Execute", exact: true }).click({ timeout });
    await page.locator("#exec-output, #exec-error-code").first().waitFor({ timeout });
  } catch (error) {
    return { kind: "no result", request: record.hasExecuted ? "sent" : "not sent", reason: firstLine(error) };
  }
  const read = async (id: string) =>
    (await page
      .locator(id)
      .textContent({ timeout })
      .catch(() => null)) ?? "";
  if ((await page.locator("#exec-error-code").count()) > 0) {
    return { kind: "failure", code: await read("#exec-error-code"), message: await read("#exec-error-message") };
  }
  return {
    kind: "output",
    output: await read("#exec-output"),
    traceId: await read("#exec-trace-id"),
    answeredTraceId: await answered,
  };
}

async function keepScreenshot(page: Page, file: string, timeout: number): Promise<Visit["screenshot"]> {
  try {
    await page.screenshot({ path: file, timeout, animations: "disabled" });
    return { kind: "kept", file };
  } catch (error) {
    return { kind: "none", reason: firstLine(error) };
  }
}
