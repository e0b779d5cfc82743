/** The one list of programs of other people that documents may use. */
export type Program =
  /** Part of bash: it is there, and its few flags are not looked at. */
  | { readonly kind: "builtin" }
  /** Starts the command that follows, after its own flags. */
  | { readonly kind: "prefix" }
  /** Its long flags are looked for in its help. Short ones are not: help is not strict enough about them. */
  | {
      readonly kind: "program";
      /** Arguments that print help. Default: the subcommand and `--help`. */
      readonly help?: (subcommand: readonly string[]) => readonly string[];
      /** How many words choose a subcommand. Default: none. */
      readonly words?: (first: string) => 1 | 2;
      /** Arguments that print flags which every subcommand takes. */
      readonly globalHelp?: readonly string[];
      /** Flags that it takes and its help does not tell, by subcommand; "" without one. */
      readonly untold?: Readonly<Record<string, readonly string[]>>;
    };

const builtin: Program = { kind: "builtin" };
const prefix: Program = { kind: "prefix" };
const plain: Program = { kind: "program" };

const grouped =
  (...groups: readonly string[]) =>
  (first: string) =>
    groups.includes(first) ? 2 : 1;

export const PROGRAMS: Readonly<Record<string, Program>> = {
  ":": builtin,
  "[": builtin,
  cd: builtin,
  command: builtin,
  echo: builtin,
  exit: builtin,
  export: builtin,
  false: builtin,
  jobs: builtin,
  kill: builtin,
  printf: builtin,
  read: builtin,
  set: builtin,
  test: builtin,
  trap: builtin,
  true: builtin,
  unset: builtin,
  wait: builtin,

  exec: prefix,
  nohup: prefix,
  sudo: prefix,
  time: prefix,

  "apt-get": { kind: "program", untold: { "": ["--no-install-recommends", "--yes"] } },
  cat: plain,
  cp: plain,
  curl: { kind: "program", help: () => ["--help", "all"] },
  date: plain,
  diff: plain,
  docker: {
    kind: "program",
    words: grouped("buildx", "compose", "container", "context", "image", "network", "system", "volume"),
  },
  gh: { kind: "program", words: (first) => (["api", "browse"].includes(first) ? 1 : 2) },
  git: {
    kind: "program",
    words: () => 1,
    help: (subcommand) => (subcommand.length === 0 ? ["--help"] : [...subcommand, "-h"]),
    untold: {
      diff: ["--cached", "--name-only", "--name-status", "--staged", "--stat"],
      log: ["--all", "--first-parent", "--format", "--graph", "--name-only", "--oneline", "--stat", "--tags"],
      show: ["--format", "--name-only", "--no-patch", "--stat"],
    },
  },
  grep: plain,
  head: plain,
  jq: plain,
  kubectl: {
    kind: "program",
    words: grouped("auth", "config", "create", "rollout", "set", "top"),
    globalHelp: ["options"],
  },
  ls: plain,
  mkdir: plain,
  mv: plain,
  node: plain,
  npm: { kind: "program", words: () => 1 },
  ps: { kind: "program", help: () => ["--help", "all"] },
  promtool: { kind: "program", words: grouped("check", "debug", "push", "query", "test", "tsdb") },
  rm: plain,
  sed: plain,
  seq: plain,
  sleep: plain,
  sort: plain,
  tail: plain,
  tee: plain,
  uniq: plain,
  wc: plain,
  xargs: plain,
};
