import { Command, InvalidArgumentError, Option } from "commander";

export type Options = {
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

/** The command line of the load generator. */
export function loadCommand(): Command {
  return new Command("load")
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
