import os from "node:os";

/** Where and when measurements were taken: without it a number says nothing. */
export interface Machine {
  readonly cores: number;
  readonly model: string;
  readonly memoryGiB: number;
  readonly node: string;
  /** Runnable processes, averages over 1, 5 and 15 minutes. Above the number of cores, the machine had other work. */
  readonly load: readonly [number, number, number];
  readonly date: string;
}

export function thisMachine(): Machine {
  const cpus = os.cpus();
  const [one = 0, five = 0, fifteen = 0] = os.loadavg();
  return {
    cores: cpus.length,
    model: cpus[0]?.model ?? "unknown",
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    node: process.version,
    load: [one, five, fifteen],
    date: new Date().toISOString(),
  };
}

export function renderMachine({ cores, model, memoryGiB, node, load, date }: Machine): string {
  const averages = load.map((average) => average.toFixed(2)).join(" ");
  return `${date}; ${cores} cores (${model}), ${memoryGiB} GiB; Node ${node}; load average at the start ${averages}`;
}
