/** What stays on this device when somebody signs out? Nothing that they typed. */

document.addEventListener("submit", ({ target }) => {
  if (!(target instanceof HTMLFormElement) || !target.hasAttribute("data-sign-out")) return;
  for (const key of Object.keys(localStorage)) if (key.startsWith("encore.")) localStorage.removeItem(key);
});
