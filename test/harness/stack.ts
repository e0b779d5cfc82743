import type { BrowserDemand } from "../../gates/frontend/browser/judge.ts";
import type { Load } from "../../lab/load/generator.ts";
import type { LoadOptions } from "../../lab/load/options.ts";
import { GatewayView } from "./gateway.ts";
import { freePorts } from "./ports.ts";
import type { StackProcess } from "./processes.ts";
import { ProjectStack } from "./project-stack.ts";
import { OLD } from "./versions.ts";
import { WeightsRecorder } from "./weights-recorder.ts";

/** A stack on this machine, with ports of its own. */
export class ProgramStack extends ProjectStack {
  readonly ports: { readonly proxy: number; readonly admin: number; readonly prometheus: number };
  readonly gateway: GatewayView;
  readonly recorder: WeightsRecorder;
  readonly proxyUrl: string;

  /** @param name unique among the stacks of the tests. */
  static async create(name: string, config: Readonly<Record<string, unknown>> = {}): Promise<ProgramStack> {
    const [proxy = 0, admin = 0, prometheus = 0] = await freePorts(3);
    const stack = new ProgramStack(name, { proxy, admin, prometheus });
    await stack.init();
    stack.configure({ ...shortTimes, ports: stack.ports, stable: OLD, ...config });
    return stack;
  }

  private constructor(name: string, ports: ProgramStack["ports"]) {
    super(name);
    this.ports = ports;
    this.proxyUrl = `http://127.0.0.1:${ports.proxy}`;
    this.gateway = new GatewayView(ports.admin);
    this.recorder = new WeightsRecorder(this.gateway);
  }

  /** The process of a revision, by the beginning of its name: "ai-pipeline-1.1.0". */
  process(beginning: string): StackProcess & { readonly revision: string } {
    const found = this.processes().flatMap((process) => {
      const revision = process.environment.SERVICE_REVISION;
      return revision?.startsWith(`${beginning}-`) ? [{ ...process, revision }] : [];
    });
    if (found.length !== 1 || !found[0]) throw new Error(`${found.length} processes of ${beginning} run, not one`);
    return found[0];
  }

  /** Users. They go on until the test file ends. */
  load(options: Partial<LoadOptions> = {}): Load {
    return this.loadAt(this.proxyUrl, options);
  }

  override async remove(): Promise<void> {
    await this.recorder.stop();
    await super.remove();
    await this.gateway.close();
  }
}

/**
 * Windows in seconds. The limits on slowness are wide: a test machine that is busy must not make a healthy canary look
 * sick.
 */
const shortTimes = {
  platform: "local",
  phases: [
    { percent: 10, bakeSeconds: 0 },
    { percent: 50, bakeSeconds: 0 },
    { percent: 100, bakeSeconds: 0 },
  ],
  gates: gates({}),
  prometheus: { scrapeSeconds: 1 },
};

/**
 * `gates` of the tests' config, with settings of the SLO gate changed. By thresholds: in a window of seconds `sequential`
 * rightly finds too little traffic to pass. The page is looked at in a browser where a test asks for it.
 */
export function gates(slo: Readonly<Record<string, unknown>>, browser: BrowserDemand = "off"): object {
  return {
    smoke: { pings: 3, timeoutSeconds: 15, scrapeTimeoutSeconds: 30 },
    frontend: { browser },
    slo: {
      strategy: "thresholds",
      initialDelaySeconds: 0,
      windowSeconds: 4,
      pollSeconds: 0.5,
      maxShareSlowerThan1s: 1,
      maxShareSlowerThan2s: 1,
      minRequestsPerSecond: 0.5,
      minRequests: 5,
      ...slo,
    },
  };
}
