import { writeFileSync } from "node:fs";

/** Loaded by `node --import` into every process of a command: the engine is the one that marks moments. */
const file = process.env.MOMENTS_FILE;

process.once("exit", () => {
  const moments = performance.getEntriesByType("mark").map(({ name, startTime }) => ({ name, at: startTime }));
  if (file !== undefined && moments.some(({ name }) => name.startsWith("engine: "))) {
    writeFileSync(file, JSON.stringify({ moments, whole: performance.now() }));
  }
});
