/** Lines of a table with columns as wide as they need. */
export function tableLines(headers: readonly string[], rows: readonly (readonly string[])[], indent = 0): string[] {
  const widths = headers.map((header, column) =>
    Math.max(header.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [headers, ...rows].map((row) => {
    const cells = row.map((cell, column) => cell.padEnd(widths[column] ?? 0));
    return " ".repeat(indent) + cells.join("  ").trimEnd();
  });
}

/** JSON as the CLI prints it. */
export function formatJson(value: unknown, indent = 2): string {
  return JSON.stringify(value, null, indent);
}
