import { DatabaseSync } from "node:sqlite";
import type { ToolName } from "../../types/tool-names.ts";
import { matchExpression, termsOf } from "./match-expression.ts";
import { TOOLS, type ToolDescription } from "./tools.ts";

export interface RankedTool {
  readonly name: ToolName;
  readonly category: string;
  readonly description: string;
  /** Higher is better; comparable within one answer only. */
  readonly score: number;
}

export interface Catalogue {
  /** The best k tools for a query, best first; none when no word of the query occurs. */
  search(query: string, k: number): readonly RankedTool[];
  /** The number of tools; throws when the database does not answer. */
  size(): number;
  close(): void;
}

/**
 * Weights of name, keywords and description for bm25(): a word in a tool's name says most. The function is lower for
 * better matches, hence the minus. https://www.sqlite.org/fts5.html#the_bm25_function
 */
const SEARCH = `
  SELECT name, category, description, -bm25(tools, 8.0, 4.0, 1.0) AS score
  FROM tools WHERE tools MATCH ? ORDER BY score DESC, name LIMIT ?`;

/** The catalogue as a full-text index in memory; English word forms are one word ("restarting" finds "restart"). */
export function openCatalogue(tools: Readonly<Record<string, ToolDescription>> = TOOLS): Catalogue {
  const database = new DatabaseSync(":memory:");
  database.exec(
    `CREATE VIRTUAL TABLE tools
     USING fts5(name, keywords, description, category UNINDEXED, tokenize = 'porter unicode61')`,
  );
  const insert = database.prepare("INSERT INTO tools (name, keywords, description, category) VALUES (?, ?, ?, ?)");
  for (const [name, tool] of Object.entries(tools)) {
    insert.run(name, tool.keywords, tool.description, tool.category);
  }
  const search = database.prepare(SEARCH);
  const count = database.prepare("SELECT count(*) AS n FROM tools");
  return {
    search(query, k) {
      const terms = termsOf(query);
      if (terms.length === 0) return [];
      return search.all(matchExpression(terms), k) as unknown as RankedTool[];
    },
    size: () => Number(count.get()?.n),
    close: () => database.close(),
  };
}
