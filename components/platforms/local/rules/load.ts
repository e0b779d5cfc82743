import { reload } from "../../prometheus/api.ts";
import { contentOf, replaceFile } from "./file.ts";

/**
 * Has Prometheus take over rule files, given as text by path or null for none. Nothing is asked of it when they are so
 * already. What it does not take is put back: otherwise it would not start again, and a second try would find nothing to
 * change and ask for no reload.
 */
export async function loadRules(prometheusUrl: string, wanted: Readonly<Record<string, string | null>>): Promise<void> {
  const changes = Object.entries(wanted)
    .map(([file, content]) => ({ file, content, former: contentOf(file) }))
    .filter(({ content, former }) => content !== former);
  if (changes.length === 0) return;
  for (const { file, content } of changes) replaceFile(file, content);
  try {
    await reload(prometheusUrl);
  } catch (error) {
    for (const { file, former } of changes) replaceFile(file, former);
    throw error;
  }
}
