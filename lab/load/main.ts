import { Command, InvalidArgumentError, Option } from "commander";
import { formatProgress, formatSummary } from "./format.ts";
import { startLoad } from "./generator.ts";

type Options = {
  url: string;
  rate: number;
  seconds: number;
  maxRequests: number;
  method: "GET" | "POST";
  path: string;
  body?: string;
  header: Record<string, string>;
  expectSuccess: boolean;
  timeout: number;
  json: boolean;
};

const command = new Command("load")
  .description(
    "Sends requests to a server on this machine at a fixed rate and tells which revision answered. " +
      "Exits 0 when every request succeeded and the rate was kept, otherwise 1.",
  )
  .requiredOption("--url <origin>", "origin to load, on loopback")
  .option("--rate <requests per second>", "above 0, at most 5000", parseNumber, 100)
  .option("--seconds <seconds>", "how long to send; above 0, at most 3600", parseNumber, 10)
  .option("--max-requests <count>", "how many requests to send at most", parseNumber, 1_000_000)
  .addOption(new Option("--method <method>").choices(["GET", "POST"]).default("POST"))
  .option("--path <path>", "path to request", "/ai/execute")
  .option("--body <json>", "body of a POST (default: the echo tool's ping)")
  .option("--header <name: value>", "header to send; may be repeated", collectHeader, {})
  .option("--expect-success", "count answers without success: true as failed", false)
  .option("--timeout <milliseconds>", "how long to wait for an answer", parseNumber, 10_000)
  .option("--json", "print one JSON object a line", false);

command.parse();
try {
  process.exitCode = await run(command.opts<Options>());
} catch (error) {
  if (!(error instanceof RangeError)) throw error;
  command.error(`error: ${error.message}`);
}

async function run(options: Options): Promise<0 | 1> {
  const load = startLoad({
    url: options.url,
    requestsPerSecond: options.rate,
    maxSeconds: options.seconds,
    maxRequests: options.maxRequests,
    method: options.method,
    path: options.path,
    body: options.body,
    headers: options.header,
    expectSuccess: options.expectSuccess,
    timeoutMs: options.timeout,
  });
  if (options.json) printJson({ event: "started", url: options.url, rate: options.rate, seconds: options.seconds });
  let last = load.mark();
  let second = 0;
  const progress = setInterval(() => {
    const now = load.mark();
    const summary = load.between(last, now);
    last = now;
    second += 1;
    if (options.json) printJson({ event: "progress", second, ...summary });
    else console.log(formatProgress(second, summary));
  }, 1_000);
  const stop = () => void load.stop();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const summary = await load.ended;
  clearInterval(progress);
  if (options.json) printJson({ event: "finished", ...summary });
  else console.log(formatSummary(summary));
  return summary.failed === 0 && summary.keptRate ? 0 : 1;
}

function printJson(line: object): void {
  console.log(JSON.stringify(line));
}

function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("It must be a number.");
  return value;
}

function collectHeader(text: string, headers: Record<string, string>): Record<string, string> {
  const colon = text.indexOf(":");
  if (colon < 1) throw new InvalidArgumentError('It must look like "Name: value".');
  return { ...headers, [text.slice(0, colon).trim().toLowerCase()]: text.slice(colon + 1).trim() };
}
