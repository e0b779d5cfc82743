/** The parts of a release that have a version of their own: each is a service, in the folder of its name under services/. */
export const COMPONENTS = ["automation-service", "ai-pipeline", "frontend"] as const;
export type Component = (typeof COMPONENTS)[number];

export function isComponent(name: string): name is Component {
  return (COMPONENTS as readonly string[]).includes(name);
}

/** Where a component says its version, relative to the project root. */
export function packageFile(component: Component): string {
  return `services/${component}/package.json`;
}
