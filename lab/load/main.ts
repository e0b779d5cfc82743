import { type AnsweredSecond, AnsweredSeconds } from "./answered-seconds.ts";
import { loadCommand, type Options } from "./command.ts";
import { formatProgress, formatSummary } from "./format.ts";
import { startLoad } from "./generator.ts";

const command = loadCommand().parse();
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
  const seconds = new AnsweredSeconds(load.mark(), load.between);
  const tell = (answered: readonly AnsweredSecond[]) => {
    for (const { second, summary } of answered) {
      if (options.json) printJson({ event: "progress", second, ...summary });
      else console.log(formatProgress(second, summary));
    }
  };
  const progress = setInterval(() => tell(seconds.end(load.mark())), 1_000);
  const stop = () => void load.stop();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const summary = await load.ended;
  clearInterval(progress);
  tell(seconds.answered());
  if (options.json) printJson({ event: "finished", ...summary });
  else console.log(formatSummary(summary));
  return summary.failed === 0 && summary.keptRate ? 0 : 1;
}

function printJson(line: object): void {
  console.log(JSON.stringify(line));
}
