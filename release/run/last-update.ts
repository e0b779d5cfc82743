import { z } from "zod";
import { parseJson } from "../../gates/parse-json.ts";
import type { Environment } from "../environment.ts";
import { askPulumi } from "../pulumi.ts";

const history = z.array(z.object({ message: z.string().default(""), startTime: z.string(), result: z.string() }));

/** The last update in the stack's history, in words. Never throws: that it cannot be read is an answer. */
export async function lastUpdate(environment: Environment): Promise<string> {
  const page = ["--page-size", "1", "--page", "1"];
  const { stdout } = await askPulumi(["stack", "history", "--json", ...page, "-s", environment, "--non-interactive"]);
  const parsed = history.safeParse(parseJson(stdout));
  const last = parsed.success ? parsed.data[0] : undefined;
  if (!last) return "Its history cannot be read.";
  return `The last update in its history: ${JSON.stringify(last.message)}, ${last.startTime}, ${last.result}.`;
}
