// Before the first paint, so that neither colour nor language flashes. A classic script: a module would come too late.
(() => {
  const kept = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const theme = kept("wj-theme") || "system";
  document.documentElement.dataset.theme = theme === "system" ? (dark ? "dark" : "light") : theme;
})();
