import { decide, PROMETHEUS } from "../../setup/debian-program.ts";
import { check, type Need } from "../check.ts";
import { missing, ok, warning } from "../finding.ts";
import type { Said } from "../machine.ts";

const isOn =
  (...platforms: readonly Need["config"]["platform"][]) =>
  ({ config }: Need) =>
    platforms.includes(config.platform);
const firstLine = ({ output }: Extract<Said, { kind: "ran" }>) => output.split("\n")[0] ?? "";
const CHROMIUM = ["chromium", "chromium-browser", "google-chrome"];

/** Programs of others, by platform. */
export const PROGRAM_CHECKS = [
  check({
    name: "Prometheus",
    why: "the SLO and the bake gate ask it; the stack runs one on this machine",
    concerns: (need) => isOn("local")(need) && need.config.prometheus.url === "",
    look: async (machine, { config }) => ({
      binary: config.prometheus.binary,
      said: await machine.run(config.prometheus.binary, "--version"),
      isRoot: machine.isRoot,
      isDebian: machine.read("/etc/debian_version") !== undefined,
    }),
    judge: ({ binary, said, isRoot, isDebian }) => {
      const answer = said.kind === "ran" && said.ok ? said.output : null;
      const decision = decide(PROMETHEUS, { answer, binary, isRoot, isDebian });
      switch (decision.kind) {
        case "present":
          return ok(firstLine(said as Extract<Said, { kind: "ran" }>));
        case "install":
          return missing("not installed", "bin/canary setup");
        case "refuse":
          return missing(answer === null ? "cannot be run" : answer.split("\n")[0]!, decision.message);
      }
    },
  }),
  check({
    name: "promtool",
    why: "tests check rules and queries with it; a release does not need it",
    look: (machine) => machine.run("promtool", "--version"),
    judge: (said) =>
      said.kind === "ran" && said.ok
        ? ok(firstLine(said))
        : warning("not on PATH", "it comes with Prometheus; `bin/canary setup` brings both"),
  }),
  check({
    name: "Docker",
    why: "runs the stack's containers",
    concerns: isOn("docker"),
    look: (machine) => machine.run("docker", "version", "--format", "{{.Server.Version}}"),
    judge: (said) => {
      if (said.kind === "not found")
        return missing("not on PATH", "install Docker Engine: https://docs.docker.com/engine/install/");
      return said.ok
        ? ok(`engine ${said.output}`)
        : missing(
            firstLine(said),
            "start Docker's engine, and let this user use it (group docker), or set DOCKER_HOST",
          );
    },
  }),
  check({
    name: "kubectl",
    why: "gates reach what is inside the cluster through it, and the embedded engine applies objects by it",
    concerns: isOn("kubernetes"),
    look: (machine) => machine.run("kubectl", "version", "--client"),
    judge: (said) =>
      said.kind === "ran" && said.ok
        ? ok(firstLine(said))
        : missing(
            said.kind === "ran" ? firstLine(said) : "not on PATH",
            "install it: https://kubernetes.io/docs/tasks/tools/",
          ),
  }),
  check({
    name: "cluster",
    why: "the stack's objects are made in it",
    concerns: isOn("kubernetes"),
    look: async (machine, { config: { kubernetes } }) => {
      const named = kubernetes.context === "" ? [] : ["--context", kubernetes.context];
      return {
        context: kubernetes.context === "" ? "the current context" : `context ${kubernetes.context}`,
        said: await machine.run("kubectl", ...named, "--request-timeout=5s", "get", "--raw", "/readyz"),
      };
    },
    judge: ({ context, said }) => {
      if (said.kind === "not found") return missing("cannot be asked without kubectl", "install kubectl first");
      return said.ok
        ? ok(`${context} answers`)
        : missing(
            `${context}: ${firstLine(said)}`,
            "look at KUBECONFIG, at config kubernetes.context and at your credentials for the cluster",
          );
    },
  }),
  check({
    name: "Chromium",
    why: "a gate that looks at the page in a browser needs one; a release goes without",
    look: async (machine) => {
      const all = await Promise.all(CHROMIUM.map((name) => machine.run(name, "--version")));
      return all.find((said) => said.kind === "ran" && said.ok);
    },
    judge: (said) =>
      said?.kind === "ran" ? ok(firstLine(said)) : warning("not on PATH", "Debian, Ubuntu: `apt-get install chromium`"),
  }),
];
