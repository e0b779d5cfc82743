import type { KubeObject } from "../objects/kube-object.ts";

/** Something that stands in the way of an object. */
export interface Trouble {
  readonly text: string;
  /** The pod that it is about. */
  readonly pod?: string;
  /** An object whose last warning event says more. */
  readonly eventsOf?: string;
  /** A container whose last lines may say more; `previous` when it ended and was started again. */
  readonly logs?: { readonly pod: string; readonly container: string; readonly previous: boolean };
}

/** What an object comes to, as far as can be seen now. */
export type Verdict = { readonly state: "ready" } | Waiting | Failed;

interface NotReady {
  readonly troubles: readonly Trouble[];
  /** What holds all the same: old pods that serve on. */
  readonly meanwhile?: string;
}

/** It may still get ready: the troubles may pass. */
interface Waiting extends NotReady {
  readonly state: "waiting";
  /** In a few words. */
  readonly progress: string;
}

/** It will not get ready by itself. */
interface Failed extends NotReady {
  readonly state: "failed";
  readonly reason: string;
}

/** Objects beside the one that is waited for, by which it is judged. */
export type RelatedQuery =
  | { readonly resources: string; readonly selector: string }
  | { readonly resources: string; readonly name: string };

/** How objects of a kind get ready. */
export interface Readiness {
  /** What is to be looked at beside the object itself. */
  related(object: KubeObject): readonly RelatedQuery[];
  /** @param related what was found of it, of all kinds; empty in a first look at the object alone */
  judge(object: KubeObject, related: readonly KubeObject[]): Verdict;
}

export const READY: Verdict = { state: "ready" };

export function waiting(progress: string, troubles: readonly Trouble[] = [], meanwhile?: string): Verdict {
  return { state: "waiting", progress, troubles, meanwhile };
}

export function failed(reason: string, troubles: readonly Trouble[] = [], meanwhile?: string): Verdict {
  return { state: "failed", reason, troubles, meanwhile };
}
