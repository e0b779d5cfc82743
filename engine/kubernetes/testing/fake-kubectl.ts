import { appendFileSync, readFileSync, statSync } from "node:fs";

/**
 * A kubectl that answers from a script and notes what it was asked: `$FAKE_KUBECTL/answers.json` holds answers by the
 * beginning of a command line, the longest that fits counts; those of one command are given in turn, the last one for
 * good. What is not in the script is an error.
 */
export interface Answer {
  readonly stdout?: string;
  readonly stderr?: string;
  /** Default: 1 with a stderr, else 0. */
  readonly code?: number;
}

/** One command that was run. */
export interface Call {
  /** Without the flags that say which cluster, and how long to wait for it. */
  readonly command: string;
  readonly connection: readonly string[];
  readonly stdin: string;
  /** Names of Pulumi's variables in its environment. */
  readonly pulumiVariables: readonly string[];
  /** Permissions and content of the kubeconfig that it was given. */
  readonly kubeconfig: { readonly mode: string; readonly content: string } | undefined;
}

const CONNECTION = /^--(kubeconfig|context|cluster|request-timeout)=/;

const folder = process.env.FAKE_KUBECTL ?? "";
const args = process.argv.slice(2);
const command = args.filter((arg) => !CONNECTION.test(arg)).join(" ");
const connection = args.filter((arg) => CONNECTION.test(arg));
const file = connection.find((arg) => arg.startsWith("--kubeconfig="))?.slice("--kubeconfig=".length);
const call: Call = {
  command,
  connection,
  stdin: readFileSync(0, "utf8"),
  pulumiVariables: Object.keys(process.env).filter((name) => name.startsWith("PULUMI_")),
  kubeconfig: file && { mode: (statSync(file).mode & 0o777).toString(8), content: readFileSync(file, "utf8") },
} as Call;

const answers: Record<string, Answer[]> = JSON.parse(readFileSync(`${folder}/answers.json`, "utf8"));
const key = Object.keys(answers)
  .filter((prefix) => command === prefix || command.startsWith(`${prefix} `))
  .toSorted((a, b) => b.length - a.length)[0];
const before = callsBefore().filter((earlier) => key !== undefined && earlier.command.startsWith(key)).length;
appendFileSync(`${folder}/calls.log`, `${JSON.stringify(call)}\n`);
const script = key === undefined ? [{ stderr: `fake kubectl knows no answer to: ${command}` }] : (answers[key] ?? []);
const answer: Answer = script[Math.min(before, script.length - 1)] ?? {};
process.stdout.write(answer.stdout ?? "");
process.stderr.write(answer.stderr ?? "");
process.exitCode = answer.code ?? (answer.stderr === undefined ? 0 : 1);

function callsBefore(): Call[] {
  try {
    const lines = readFileSync(`${folder}/calls.log`, "utf8").trim().split("\n");
    return lines.map((line) => JSON.parse(line));
  } catch {
    // This is the first.
    return [];
  }
}
