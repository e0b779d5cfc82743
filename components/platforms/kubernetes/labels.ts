import { ReleaseError } from "../../../errors/release-error.ts";
import type { RevisionDefinition } from "../platform.ts";

/** What a pod does for the stack; policies and selectors go by it. */
export type Component =
  | "revision"
  | "gateway"
  | "gateway-migrations"
  | "database"
  | "llm"
  | "prometheus"
  | "alertmanager"
  | "grafana";

export type Labels = Readonly<Record<string, string>>;

const PREFIX = "canary-release";
const LABEL_VALUE = /^[A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?$/;

/** The labels of everything that a stack owns. */
export function stackLabels(stack: string): Labels {
  return { "app.kubernetes.io/part-of": PREFIX, [`${PREFIX}/stack`]: stack };
}

export function componentLabel(component: Component): Labels {
  return { [`${PREFIX}/component`]: component };
}

export function serviceLabel(service: string): Labels {
  return { [`${PREFIX}/service`]: service };
}

/**
 * The labels that tell Prometheus whose series a pod's are.
 *
 * @throws CFG002 for a version that no label can hold
 */
export function revisionLabels({ name, version }: RevisionDefinition, service: string): Labels {
  for (const value of [name, version]) {
    if (LABEL_VALUE.test(value)) continue;
    throw new ReleaseError(
      "CFG002",
      `${JSON.stringify(value)} cannot be a label of a pod; a version may have letters, digits, ".", "_" and "-", and its revision's name at most 63 characters`,
    );
  }
  return { [`${PREFIX}/revision`]: name, ...serviceLabel(service), [`${PREFIX}/version`]: version };
}

/** Exactly the pods of one revision. */
export function revisionSelector({ name }: RevisionDefinition): Labels {
  return { [`${PREFIX}/revision`]: name };
}
