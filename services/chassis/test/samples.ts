import type { Service } from "../index.ts";

/** The samples of a service's metrics by `name{labels}`, labels sorted and without the constant `version`. */
export async function samplesOf(service: Service): Promise<ReadonlyMap<string, number>> {
  const samples = new Map<string, number>();
  for (const metric of await service.registry.getMetricsAsJSON()) {
    for (const value of metric.values) {
      const name = "metricName" in value ? String(value.metricName) : metric.name;
      const labels = Object.entries(value.labels)
        .filter(([label]) => label !== "version")
        .map(([label, text]) => `${label}=${JSON.stringify(String(text))}`)
        .sort();
      samples.set(labels.length === 0 ? name : `${name}{${labels.join(",")}}`, value.value);
    }
  }
  return samples;
}
