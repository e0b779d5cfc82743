import { reachable } from "../../../tunnel/reach.ts";
import type { ServiceEndpoint, TrackRoute } from "../../subject.ts";
import type { Check } from "../../verdict.ts";
import { findBrowser } from "./find.ts";
import { type BrowserDemand, judgeBroken, judgeUnseen, judgeVisit } from "./judge.ts";
import { look } from "./look.ts";
import { screenshotFile } from "./screenshots.ts";
import type { Look } from "./visit.ts";

export interface BrowserCheck {
  readonly subject: Pick<ServiceEndpoint, "revision">;
  /** The way of users, which serves the page and executes; undefined where only the page itself can be reached. */
  readonly route: TrackRoute | undefined;
  readonly bypassLlm: boolean;
  readonly demand: BrowserDemand;
  readonly timeoutSeconds: number;
  /** Run folder of the stack, for the screenshot. */
  readonly home: string;
}

/** The page as a user has it: in a browser, on the track route, with a ping executed. Never throws. */
export async function checkInBrowser(check: BrowserCheck): Promise<Check[]> {
  const { subject, route, demand, bypassLlm, timeoutSeconds } = check;
  const looked = await lookWhereWanted(check);
  switch (looked.kind) {
    case "none":
      return judgeUnseen(subject.revision, demand, looked.reason);
    case "broken":
      return judgeBroken(subject.revision, looked.reason);
    case "visit": {
      const query = `${route?.proxy}/exec-sandbox in a browser on track ${route?.track}, tool echo, input ping`;
      return judgeVisit(looked.visit, { revision: subject.revision, bypassLlm, timeoutSeconds, query });
    }
  }
}

async function lookWhereWanted({ subject, route, demand, timeoutSeconds, home }: BrowserCheck): Promise<Look> {
  if (demand === "off") return { kind: "none", reason: "gates.frontend.browser is off" };
  if (!route) return { kind: "none", reason: "the page is reached without a gateway, and nothing executes there" };
  const browser = findBrowser(process.env);
  if (browser.kind === "missing") return { kind: browser.chosen ? "broken" : "none", reason: browser.reason };
  try {
    return await look(browser.executable, {
      proxy: await reachable(route.proxy),
      track: route.track,
      ...(route.jwtSecret === undefined ? {} : { jwtSecret: route.jwtSecret }),
      timeoutMs: timeoutSeconds * 1000,
      screenshot: screenshotFile(home, subject.revision, new Date()),
      gateway: route.proxy,
    });
  } catch (error) {
    return { kind: "broken", reason: error instanceof Error ? error.message : String(error) };
  }
}
