import type { Load } from "../../lab/load/generator.ts";
import type { LoadOptions } from "../../lab/load/options.ts";
import { GatewayView } from "../harness/gateway.ts";
import { freePorts } from "../harness/ports.ts";
import { ProjectStack } from "../harness/project-stack.ts";
import { gates } from "../harness/stack.ts";
import { OLD } from "../harness/versions.ts";
import { docker, namesOf, removeStack } from "./docker.ts";
import type { DockerImages } from "./images.ts";

/** A release as containers, behind the gateway's stand-in, with images of the working tree and times of a test. */
export class DockerStack extends ProjectStack {
  readonly gateway: GatewayView;
  readonly #proxyUrl: string;

  /** @param name unique on the engine */
  static async create(name: string, images: DockerImages): Promise<DockerStack> {
    const [proxy = 0, admin = 0, prometheus = 0] = await freePorts(3);
    const stack = new DockerStack(name, proxy, admin);
    await stack.init();
    stack.configure({
      platform: "docker",
      stable: OLD,
      phases: [10, 50, 100].map((percent) => ({ percent, bakeSeconds: 0 })),
      gates: gates({ windowSeconds: 6, pollSeconds: 1 }),
      gateway: { mode: "stand-in" },
      images: { ...images, grafana: "" },
      ports: { proxy, admin, prometheus },
      prometheus: { scrapeSeconds: 1 },
      // Nobody listens there: no alert fires in a test.
      alerting: { webhookUrl: "http://alerts.invalid/" },
    });
    return stack;
  }

  private constructor(name: string, proxy: number, admin: number) {
    super(name);
    this.gateway = new GatewayView(admin);
    this.#proxyUrl = `http://127.0.0.1:${proxy}`;
  }

  users(options: Partial<LoadOptions> = {}): Load {
    return this.loadAt(this.#proxyUrl, options);
  }

  /** Running containers of revisions, by the revision's name. */
  async containers(): Promise<Readonly<Record<string, string>>> {
    const format = '--format={{.Label "canary-release/revision"}} {{.ID}}';
    const lines = (await docker("ps", `--filter=label=canary-release/stack=${this.name}`, format)).split("\n");
    return Object.fromEntries(lines.map((line) => line.split(" ")).filter(([revision]) => revision !== ""));
  }

  /** The running container of a revision, by the beginning of its name. */
  async container(beginning: string): Promise<string> {
    const all = await this.containers();
    const found = Object.keys(all).find((name) => name.startsWith(`${beginning}-`));
    if (found === undefined) throw new Error(`no container of ${beginning} runs, only ${Object.keys(all).join(", ")}`);
    return all[found] ?? "";
  }

  override async remove(): Promise<void> {
    await super.remove();
    await this.gateway.close();
    await removeStack(this.name);
  }

  /** Containers, volumes and networks that the engine still has, by their names. */
  async left(): Promise<string[]> {
    return Object.values(await namesOf(this.name)).flat();
  }
}
