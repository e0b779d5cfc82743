import type { ReleaseEvent } from "../../gates/events.ts";

/** An event in a few words. */
export function describeEvent(event: ReleaseEvent): string {
  switch (event.event) {
    case "ceiling":
      return `exposure ceiling: canary down to ${event.percent} % at once`;
    case "gate started":
      return `${event.gate} gate looks`;
    case "gate measured": {
      const measures = event.measures.map(({ text }) => text).join("; ");
      return `${event.gate}, ${Math.ceil(event.remainingSeconds)} s left: ${measures}`;
    }
    case "gate decided":
      return `${event.gate} gate: ${event.outcome}`;
    case "weights moved":
      return "weights moved";
    case "weights restored":
      return `weights restored by the ${event.by}`;
    case "weights committed":
      return `passed: the canary has ${event.percent} %`;
    case "weights held":
      return "weights held, not passed";
    case "weights drained":
      return "traffic drained by hand";
    case "roles changed":
      return event.change;
    case "watch alarm":
      return `alarm: ${event.alerts.join("; ")}`;
  }
}
