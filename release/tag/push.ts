/**
 * The commands that publish a release's tags. In two pushes: GitHub starts no workflow for a push of more than three
 * tags, and the whole follows its parts.
 *
 * @param names the tag of the whole last
 * @param remotes that the repository has
 */
export function pushCommands(names: readonly string[], remotes: readonly string[]): readonly string[] {
  const [only, other] = remotes;
  const known = remotes.includes("origin") ? "origin" : other === undefined ? only : undefined;
  const push = (some: readonly string[]) => `git push ${known ?? "<remote>"} ${some.join(" ")}`;
  return [push(names.slice(0, -1)), push(names.slice(-1))];
}
