// Runs before the first paint, so that a chosen theme or language never flashes in late.
(function () {
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
    if (localStorage.getItem("language") === "en") document.documentElement.lang = "en";
  } catch {
    // Storage may be closed to the page; the system's theme is used then.
  }
})();
