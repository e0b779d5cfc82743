import { GENERATED } from "../../monitoring/metrics.ts";
import type { Sample } from "../prometheus.ts";
import { EVENT, SCRAPED } from "./query.ts";

/** An instance that missed so many scrapes while others had theirs is no target any more; at least so many seconds. */
const MISSED = 3;
const LEAST_SECONDS = 10;

/**
 * The samples without what they say of instances that Prometheus no longer scrapes. Where Prometheus itself was restarted, or
 * ended with the instance, it has not noted that the instance is gone, and goes on answering with its last `up` for 5 minutes.
 * One that cannot be reached is scraped all the same, and stays. Against the newest scrape, not the time: a Prometheus that
 * scrapes nobody has no instance that is gone.
 *
 * @param scrapeSeconds between two scrapes of one instance
 */
export function stillScraped(samples: readonly Sample[], scrapeSeconds: number): readonly Sample[] {
  const scrapes = samples.filter(({ labels }) => labels[EVENT] === SCRAPED);
  const newest = Math.max(...scrapes.map(({ value }) => value));
  const oldest = newest - Math.max(MISSED * scrapeSeconds, LEAST_SECONDS);
  const gone = new Set(scrapes.filter(({ value }) => value < oldest).map(({ labels }) => instanceOf(labels)));
  if (gone.size === 0) return samples;
  const isOfTarget = ({ labels }: Sample) => labels[EVENT] === SCRAPED || labels.__name__ === GENERATED.up;
  return samples.filter((sample) => !(isOfTarget(sample) && gone.has(instanceOf(sample.labels))));
}

function instanceOf(labels: Sample["labels"]): string {
  const own = Object.entries(labels).filter(([name]) => name !== "__name__" && name !== EVENT);
  return JSON.stringify(own.sort(([a], [b]) => (a < b ? -1 : 1)));
}
