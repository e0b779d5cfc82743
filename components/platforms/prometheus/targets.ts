/** A target with the labels that Prometheus adds to each of its series; `instance` is its address. */
export interface LabelledTarget {
  /** `host:port`. */
  readonly address: string;
  readonly labels: { readonly revision: string; readonly service: string; readonly version: string };
}

/** What Prometheus lists of an active target, of its answer to /api/v1/targets. */
export interface ListedTarget {
  readonly labels: { readonly instance?: string; readonly revision?: string };
}

/** Prometheus' file_sd format; the order of the targets does not show. */
export function renderTargets(targets: readonly LabelledTarget[]): string {
  const groups = targets
    .map(({ address, labels: { revision, service, version } }) => ({
      targets: [address],
      labels: { revision, service, version },
    }))
    .sort((left, right) => (left.labels.revision < right.labels.revision ? -1 : 1));
  return `${JSON.stringify(groups, null, 2)}\n`;
}

/** How what Prometheus lists differs from what it was told; empty when it has taken everything in. */
export function differences(wanted: readonly LabelledTarget[], listed: readonly ListedTarget[]): string[] {
  const known = new Set(listed.map(({ labels }) => describe(labels.revision, labels.instance)));
  const asked = new Set(wanted.map(({ address, labels }) => describe(labels.revision, address)));
  return [
    ...[...asked].filter((target) => !known.has(target)).map((target) => `does not list ${target}`),
    ...[...known].filter((target) => !asked.has(target)).map((target) => `still lists ${target}`),
  ];
}

function describe(revision: string | undefined, address: string | undefined): string {
  return `${revision ?? "a target without a revision"} at ${address ?? "an unknown address"}`;
}
