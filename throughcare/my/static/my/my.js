// Reads a question aloud where the browser can; without this script the page loses only that.
const voice = window.speechSynthesis;
for (const button of document.querySelectorAll("[data-listen]")) {
  if (!voice) break;
  button.hidden = false;
  button.addEventListener("click", () => {
    voice.cancel();
    const words = document.getElementById(button.dataset.listen).innerText;
    const said = new SpeechSynthesisUtterance(words);
    said.lang = document.documentElement.lang;
    voice.speak(said);
  });
}
