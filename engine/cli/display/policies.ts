import type { PolicyEvent, PolicyRemediationEvent, SummaryEvent } from "../../deployment/events.ts";
import { nameOf, typeOf } from "../../deployment/state/urn.ts";
import type { Palette } from "./palette.ts";
import { differenceLines } from "./properties.ts";

/** What policy packs have said of a run. */
export interface PolicyReport {
  /** The packs that ran: `<name>|local|<folder>` → version. */
  readonly packs: SummaryEvent["PolicyPacks"];
  readonly violations: readonly PolicyEvent[];
  readonly remediations: readonly PolicyRemediationEvent[];
}

const SEVERITIES: readonly PolicyEvent["severity"][] = ["critical", "high", "medium", "low", undefined];

/** True when what was violated makes the run fail. */
export function isMandatoryViolated({ violations }: PolicyReport): boolean {
  return violations.some(({ enforcementLevel }) => enforcementLevel === "mandatory");
}

/** Pack by pack: whether all is well, what was remediated, and every violation, the gravest first. */
export function policyLines(report: PolicyReport, palette: Palette): string[] {
  const packs = Object.entries(report.packs).map(([name, version]) => {
    const [base = name, , folder = ""] = name.split("|");
    return { key: `${base}@v${version}`, folder };
  });
  if (packs.length === 0) {
    return [];
  }
  const keys = [...new Set(packs.map(({ key }) => key))].sort();
  const lines = keys.flatMap((key) => {
    const folders = packs.filter((pack) => pack.key === key).map(({ folder }) => folder);
    const own = report.violations.filter((event) => packKey(event) === key);
    const remediated = report.remediations.filter((event) => packKey(event) === key);
    return [
      `    ${sign(own)} ${key} (local: ${folders.sort().join("; ")})`,
      ...remediationCounts(remediated),
      ...[...own]
        .sort(byGravity)
        .flatMap((event) => [
          `        - ${heading(event, palette)}`,
          ...messageLines(event).map((line) => `          ${line}`),
        ]),
    ];
  });
  return [palette.heading("Policies:"), ...lines, ""];
}

/** A violation on its own, with its pack in front. */
export function violationLines(event: PolicyEvent, palette: Palette): string[] {
  return [`    ${packKey(event)} ${heading(event, palette)}`, ...messageLines(event).map((line) => `      ${line}`)];
}

/** A remediation on its own, with what it changes; empty when it changes nothing. */
export function remediationLines(event: PolicyRemediationEvent, palette: Palette): string[] {
  const changes = differenceLines(event.before, event.after, 2, palette, "nowhere");
  return changes.length === 0
    ? []
    : [`    ${packKey(event)} [remediate]  ${event.policyName}${subject(event)}`, ...changes];
}

/** The packs that ran, as a table with a blank line in front. */
export function packTable(packs: SummaryEvent["PolicyPacks"], palette: Palette): string[] {
  const rows = Object.entries(packs);
  if (rows.length === 0) {
    return [];
  }
  const width = Math.max(...rows.map(([name]) => name.length));
  const line = (name: string, version: string) => `    ${name.padEnd(width)}  ${version}`;
  return [
    "",
    palette.heading("Policy Packs run:"),
    line("Name", "Version"),
    ...rows.map(([name, version]) => line(name, version)),
  ];
}

function packKey({ policyPackName, policyPackVersion }: PolicyEvent | PolicyRemediationEvent): string {
  return `${policyPackName}@v${policyPackVersion}`;
}

function sign(violations: readonly PolicyEvent[]): string {
  if (violations.length === 0) {
    return "✅";
  }
  return violations.some(({ enforcementLevel }) => enforcementLevel === "mandatory") ? "❌" : "⚠️";
}

function remediationCounts(events: readonly PolicyRemediationEvent[]): string[] {
  const names = [...new Set(events.map(({ policyName }) => policyName))].sort();
  return names.map((name) => {
    const count = events.filter(({ policyName }) => policyName === name).length;
    return `        - [remediate]  ${name}  (${count} resource${count === 1 ? "" : "s"})`;
  });
}

function heading(event: PolicyEvent, palette: Palette): string {
  const severity = event.severity === undefined ? "" : ` [severity: ${event.severity}]`;
  const text = `[${event.enforcementLevel}]${severity}  ${event.policyName}`;
  return palette.severity(event.enforcementLevel === "mandatory" ? "error" : "warning", text) + subject(event);
}

function subject({ resourceUrn }: PolicyEvent | PolicyRemediationEvent): string {
  return resourceUrn === "" ? "" : `  (${typeOf(resourceUrn)}: ${nameOf(resourceUrn)})`;
}

function messageLines({ message }: PolicyEvent): string[] {
  return message.trimEnd().split("\n");
}

function byGravity(a: PolicyEvent, b: PolicyEvent): number {
  const level = (event: PolicyEvent) => (event.enforcementLevel === "mandatory" ? 0 : 1);
  return (
    level(a) - level(b) ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    compare(a.policyName, b.policyName) ||
    compare(a.resourceUrn, b.resourceUrn)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
