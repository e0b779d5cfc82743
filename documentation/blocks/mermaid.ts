/** The diagrams that GitHub draws. */
const DIAGRAMS = [
  "block-beta",
  "classDiagram",
  "erDiagram",
  "flowchart",
  "gantt",
  "gitGraph",
  "graph",
  "journey",
  "mindmap",
  "pie",
  "quadrantChart",
  "sequenceDiagram",
  "stateDiagram",
  "stateDiagram-v2",
  "timeline",
  "xychart-beta",
];

/** What is against a block of Mermaid, of which only the kind of diagram is looked at: no parser of it is at hand. */
export function complaintAboutMermaid(text: string): string | undefined {
  const lines = text.split("\n").map((line) => line.trim());
  const first = lines.find((line) => line !== "" && !line.startsWith("%%")) ?? "";
  const [kind = ""] = first.split(/[\s:]/);
  return DIAGRAMS.includes(kind) ? undefined : `"${kind}" is no diagram; allowed: ${DIAGRAMS.join(", ")}`;
}
