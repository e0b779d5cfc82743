import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import "./page.css";

const root = document.getElementById("root");
if (root === null) throw new Error('index.html has no <div id="root">');

createRoot(root).render(
  <StrictMode>
    <App origin={window.location.origin} path={window.location.pathname} />
  </StrictMode>,
);
