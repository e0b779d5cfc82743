import { useCallback, useEffect, useRef, useState } from "react";
import { ExecSandbox } from "./exec-sandbox.tsx";
import { Home } from "./home.tsx";
import { loadSettings, type PageSettings } from "./settings.ts";

type Loading =
  | { readonly kind: "loading" }
  | { readonly kind: "ready"; readonly settings: PageSettings }
  | { readonly kind: "failed"; readonly message: string };

/**
 * The page around its two views.
 *
 * @param props.origin Origin that served the page, without a slash at the end; its `/config.json` is read first.
 * @param props.path Path of the view, one of `pageRoutes`.
 */
export function App({ origin, path }: { origin: string; path: string }) {
  const [loading, setLoading] = useState<Loading>({ kind: "loading" });
  const main = useRef<HTMLElement>(null);

  const load = useCallback(async () => {
    setLoading({ kind: "loading" });
    try {
      setLoading({ kind: "ready", settings: await loadSettings(origin) });
    } catch (error) {
      setLoading({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
    }
  }, [origin]);

  useEffect(() => {
    void load();
  }, [load]);

  const inSandbox = path.startsWith("/exec-sandbox");
  useEffect(() => {
    document.title = inSandbox ? "Exec Sandbox – OpsConductor" : "OpsConductor";
  }, [inSandbox]);

  async function tryAgain() {
    // The button goes; the place in the page stays.
    main.current?.focus();
    await load();
  }

  return (
    <>
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <header>
        <a className="brand" href="/">
          OpsConductor
        </a>
        <nav aria-label="Main">
          <a href="/exec-sandbox" aria-current={inSandbox ? "page" : undefined}>
            Exec Sandbox
          </a>
        </nav>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        {loading.kind === "loading" && <p role="status">Loading settings…</p>}
        {loading.kind === "failed" && (
          <div role="alert" className="failure">
            <p>
              <strong>The page cannot be used yet.</strong> {loading.message}
            </p>
            <button type="button" onClick={() => void tryAgain()}>
              Try again
            </button>
          </div>
        )}
        {loading.kind === "ready" &&
          (inSandbox ? (
            <ExecSandbox
              gateway={{
                baseUrl: loading.settings.gatewayUrl === "" ? origin : loading.settings.gatewayUrl,
                track: loading.settings.track,
              }}
            />
          ) : (
            <Home />
          ))}
      </main>
      {loading.kind === "ready" && <PageVersion settings={loading.settings} />}
    </>
  );
}

function PageVersion({ settings }: { settings: PageSettings }) {
  return (
    <footer>
      Page version <span id="page-version">{settings.version}</span> · revision{" "}
      <span id="page-revision">{settings.revision}</span>
      {settings.track !== null && (
        <>
          {" "}
          · pinned to the <span id="page-track">{settings.track}</span> track
        </>
      )}
    </footer>
  );
}
