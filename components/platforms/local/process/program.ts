/**
 * The program that a command's first word stands for. State keeps the word, so that it means the same on every machine.
 *
 * - `node`: the Node that runs the deployment, whatever PATH says; the sources need its version.
 * - `prometheus`: the one that the environment variable PROMETHEUS names, else the one on PATH.
 * - anything else: itself.
 */
export function programOf(word: string, env: Readonly<Record<string, string | undefined>>): string {
  if (word === "node") return process.execPath;
  if (word === "prometheus") return env.PROMETHEUS || word;
  return word;
}
