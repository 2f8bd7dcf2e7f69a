/** How do words get into the phone's own share sheet, where it has one? */
for (const button of document.querySelectorAll("[data-share][hidden]")) {
  if (!(button instanceof HTMLElement) || !navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    // Whoever closes the share sheet changed their mind: nothing to say.
    navigator.share({ title: button.dataset["shareTitle"] ?? "", text: button.dataset["share"] ?? "" }).catch(() => {});
  });
}
