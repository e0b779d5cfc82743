import { styleText } from "node:util";
import { abilitiesOf } from "../../../engine/cli/terminal.ts";
import type { Environment } from "../../environment.ts";
import { describeEvent } from "../../events/describe.ts";
import { renderStatus } from "../render.ts";
import { follow, type Moment } from "./follow.ts";
import { renderView, type Size, type ViewLine } from "./view.ts";

const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** Of what a gate measures, without a terminal, one line in so long. */
const MEASURED_EVERY_MS = 10_000;

/**
 * Shows where a release stands until somebody ends it: a screen that is drawn in place on a terminal, else a line for
 * each thing that happens; with `json`, an object a line whenever something is another than before.
 */
export async function watchStatus(environment: Environment, json: boolean): Promise<void> {
  const end = new AbortController();
  const stop = () => end.abort();
  for (const signal of STOP_SIGNALS) process.on(signal, stop);
  // A reader that goes away (`… | head`) ends it.
  process.stdout.on("error", stop);
  try {
    const moments = follow(environment, end.signal);
    const { stdin, stdout, env } = process;
    const streams = {
      inputIsTerminal: stdin.isTTY === true,
      outputIsTerminal: stdout.isTTY === true,
      columns: stdout.columns,
      rows: stdout.rows,
    };
    if (json) await tellAsJson(moments);
    else if (abilitiesOf(streams, env, false).live) await draw(moments, end);
    else await tellAsLines(moments);
  } finally {
    for (const signal of STOP_SIGNALS) process.off(signal, stop);
  }
}

const say = (text: string) => process.stdout.write(`${text}\n`);

async function draw(moments: AsyncGenerator<Moment>, end: AbortController): Promise<void> {
  const { openLiveRegion } = await import("../../../engine/cli/live-region.ts");
  const { stdin, stdout } = process;
  const region = openLiveRegion(stdout, stdin);
  const onKeys = (keys: Buffer) => {
    if (/^q/i.test(keys.toString())) end.abort();
  };
  stdin.on("data", onKeys);
  let last: Moment | undefined;
  // The renderer keeps the last line of a terminal free.
  const size = (): Size => ({ width: Math.max(1, region.width), height: Math.max(1, region.height - 1) });
  const show = () => {
    if (last) region.draw(renderView(last.status, size(), last.trouble, Date.now()).map(paint));
  };
  region.onResize(show);
  try {
    for await (const moment of moments) {
      last = moment;
      if (!end.signal.aborted) show();
    }
  } finally {
    stdin.off("data", onKeys);
    region.close();
  }
  if (last) for (const line of renderView(last.status, size(), last.trouble, Date.now())) say(paint(line));
}

const COLOURS = { bold: "bold", dim: "dim", good: "green", bad: "red" } as const;

function paint({ text, look }: ViewLine): string {
  return look === undefined ? text : styleText(COLOURS[look], text, { stream: process.stdout });
}

async function tellAsLines(moments: AsyncGenerator<Moment>): Promise<void> {
  let isFirst = true;
  let measuredAt = 0;
  for await (const { status, fresh } of moments) {
    if (isFirst) say(renderStatus(status, Date.now()).join("\n"));
    isFirst = false;
    for (const event of fresh) {
      const at = Date.parse(event.at);
      if (event.event === "gate measured") {
        if (at - measuredAt < MEASURED_EVERY_MS) continue;
        measuredAt = at;
      }
      say(`${event.at.slice(0, 19)}Z ${describeEvent(event)}`);
    }
  }
}

async function tellAsJson(moments: AsyncGenerator<Moment>): Promise<void> {
  let told = "";
  for await (const { status } of moments) {
    const text = JSON.stringify(status);
    if (text === told) continue;
    told = text;
    say(text);
  }
}
