// Runs before the page is drawn, so that follow-up questions do not flash open and shut.
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("js-enabled", "nhsuk-frontend-supported");
}
