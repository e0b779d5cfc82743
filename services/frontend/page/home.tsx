/** The start page. */
export function Home() {
  return (
    <section>
      <h1>OpsConductor</h1>
      <p>Runs operational tools through the AI pipeline, and tells which version of the service did it.</p>
      <p>
        <a className="action" href="/exec-sandbox">
          Open the Exec Sandbox
        </a>
      </p>
    </section>
  );
}
