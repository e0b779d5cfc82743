import fs from "node:fs";
import path from "node:path";
import { stackHome } from "../../components/stack-home.ts";
import type { Environment } from "../environment.ts";
import { ROOT } from "../root.ts";
import { gatherReport, readStory, type StackStory } from "./gather.ts";
import { verdictOnRelease } from "./html/headline.ts";
import { renderPage } from "./html/page.ts";
import { listReleases, renderList } from "./list.ts";

export interface ReportRequest {
  readonly environment: Environment;
  /** Absent: the last one. */
  readonly release: number | undefined;
  /** Absent: in the stack's run folder. */
  readonly output: string | undefined;
  readonly list: boolean;
  readonly json: boolean;
}

const say = (text: string) => process.stdout.write(`${text}\n`);

/** @throws REP001 when there is no such release */
export async function runReport({ environment, release, output, list, json }: ReportRequest): Promise<void> {
  const now = Date.now();
  const story: StackStory = await readStory(environment, now);
  if (list) {
    const releases = listReleases(story.releases, now);
    say(json ? JSON.stringify(releases, null, 2) : renderList(environment, releases).join("\n"));
    return;
  }
  const report = await gatherReport(story, release, now);
  if (json) {
    say(JSON.stringify(report, null, 2));
    return;
  }
  const file = output ?? path.resolve(ROOT, stackHome(environment), "reports", `release-${report.number}.html`);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, renderPage(report));
  say(`${environment}: release ${report.number} of ${report.releases}: ${verdictOnRelease(report).text}`);
  for (const missing of report.missing) say(`  not in it: ${missing}`);
  say(file);
}
