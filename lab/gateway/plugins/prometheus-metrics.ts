/** Kong's bucket edges, in milliseconds (kong/plugins/prometheus/exporter.lua). */
const KONG_BUCKETS = [1, 2, 5, 7, 10, 15, 20, 30, 50, 75, 100, 200, 500, 750, 1000, 3000, 6000];
const UPSTREAM_BUCKETS = [25, 50, 80, 100, 250, 400, 700, 1000, 2000, 5000, 10_000, 30_000, 60_000];

export type Labels = Record<string, string>;

/** `{service="a",route="b"}`, or nothing without labels. */
function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, escapeMark)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escapeMark(mark: string): string {
  return mark === "\n" ? "\\n" : `\\${mark}`;
}

export function family(name: string, help: string, type: "counter" | "gauge" | "histogram", lines: string[]): string {
  return lines.length === 0 ? "" : `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("\n")}\n`;
}

export function sample(name: string, labels: Labels, value: number): string {
  return `${name}${labelText(labels)} ${value}`;
}

class Counter {
  readonly #name: string;
  readonly #help: string;
  readonly #values = new Map<string, number>();

  constructor(name: string, help: string) {
    this.#name = name;
    this.#help = help;
  }

  add(labels: Labels, amount: number): void {
    const key = labelText(labels);
    this.#values.set(key, (this.#values.get(key) ?? 0) + amount);
  }

  text(): string {
    const lines = [...this.#values].map(([labels, value]) => `${this.#name}${labels} ${value}`);
    return family(this.#name, this.#help, "counter", lines);
  }
}

class Histogram {
  readonly #name: string;
  readonly #help: string;
  readonly #edges: readonly number[];
  readonly #series = new Map<string, { labels: Labels; counts: number[]; sum: number; count: number }>();

  constructor(name: string, help: string, edges: readonly number[]) {
    this.#name = name;
    this.#help = help;
    this.#edges = edges;
  }

  observe(labels: Labels, value: number): void {
    const key = labelText(labels);
    const series = this.#series.get(key) ?? { labels, counts: this.#edges.map(() => 0), sum: 0, count: 0 };
    this.#series.set(key, series);
    this.#edges.forEach((edge, index) => {
      if (value <= edge) series.counts[index] = (series.counts[index] ?? 0) + 1;
    });
    series.sum += value;
    series.count += 1;
  }

  text(): string {
    const lines = [...this.#series.values()].flatMap(({ labels, counts, sum, count }) => [
      ...this.#edges.map((edge, index) =>
        sample(`${this.#name}_bucket`, { ...labels, le: String(edge) }, counts[index] ?? 0),
      ),
      sample(`${this.#name}_bucket`, { ...labels, le: "+Inf" }, count),
      sample(`${this.#name}_count`, labels, count),
      sample(`${this.#name}_sum`, labels, sum),
    ]);
    return family(this.#name, this.#help, "histogram", lines);
  }
}

/** The series that the prometheus plugin writes. */
export class Metrics {
  readonly requests = new Counter("kong_http_requests_total", "HTTP status codes per consumer/service/route in Kong");
  readonly bandwidth = new Counter("kong_bandwidth_bytes", "Total bandwidth (ingress/egress) throughput in bytes");
  readonly kongLatency = new Histogram(
    "kong_kong_latency_ms",
    "Latency added by Kong and enabled plugins for each service/route in Kong",
    KONG_BUCKETS,
  );
  readonly upstreamLatency = new Histogram(
    "kong_upstream_latency_ms",
    "Latency added by upstream response for each service/route in Kong",
    UPSTREAM_BUCKETS,
  );
  readonly requestLatency = new Histogram(
    "kong_request_latency_ms",
    "Total latency incurred during requests for each service/route in Kong",
    UPSTREAM_BUCKETS,
  );

  text(): string {
    const series = [this.bandwidth, this.requests, this.kongLatency, this.requestLatency, this.upstreamLatency];
    return series.map((each) => each.text()).join("");
  }
}
