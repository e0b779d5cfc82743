import { parser } from "@prometheus-io/lezer-promql";

/** A metric as an expression asks for it. */
export interface Selector {
  readonly metric: string;
  /** The metric with its matchers, as the expression has it; without a range. */
  readonly text: string;
}

/**
 * What an expression asks Prometheus for, by the grammar of Prometheus' own editor.
 *
 * @throws when it is no PromQL, or has a selector without a name, of which nobody can say what it selects
 */
export function selectorsIn(expression: string): Selector[] {
  const selectors: Selector[] = [];
  parser.parse(expression).iterate({
    enter({ name, from, to, node }) {
      if (node.type.isError) throw new Error(`no PromQL at character ${from}: ${expression}`);
      if (name !== "VectorSelector") return;
      const identifier = node.getChild("Identifier");
      if (identifier === null) throw new Error(`${expression.slice(from, to)} names no metric, in: ${expression}`);
      selectors.push({
        metric: expression.slice(identifier.from, identifier.to),
        text: expression.slice(from, to),
      });
    },
  });
  return selectors;
}
