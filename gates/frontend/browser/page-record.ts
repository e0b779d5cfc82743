import type { Page } from "playwright-core";
import { firstLine } from "./within.ts";

/** Everything that a page complains about and asks for, from the moment on that this is made. */
export class PageRecord {
  readonly consoleErrors: string[] = [];
  readonly failedRequests: string[] = [];
  /** Whether the page's process has gone. */
  hasCrashed = false;
  #asked = 0;
  #executions = 0;

  constructor(page: Page) {
    page.on("crash", () => {
      this.hasCrashed = true;
    });
    page.on("console", (message) => {
      if (message.type() === "error") this.consoleErrors.push(message.text());
    });
    page.on("pageerror", (error) => this.consoleErrors.push(`uncaught: ${firstLine(error)}`));
    page.on("request", (request) => {
      this.#asked += 1;
      if (isExecution(request)) this.#executions += 1;
    });
    page.on("requestfailed", (request) => {
      this.failedRequests.push(`${describe(request)}: ${request.failure()?.errorText ?? "no answer"}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 400) this.failedRequests.push(`${describe(response.request())}: ${response.status()}`);
    });
  }

  get requests(): number {
    return this.#asked;
  }

  get hasExecuted(): boolean {
    return this.#executions > 0;
  }
}

interface Asked {
  method(): string;
  url(): string;
}

export function isExecution(request: Asked): boolean {
  return request.method() === "POST" && new URL(request.url()).pathname.endsWith("/ai/execute");
}

function describe(request: Asked): string {
  return `${request.method()} ${request.url().slice(0, 200)}`;
}
