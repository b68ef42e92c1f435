// Forms that are sent as data: on success to the next page, else the reason stands in the form.
"use strict";

for (const form of document.querySelectorAll("form[data-send]")) {
  const told = form.querySelector(".told");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const knob = event.submitter;
    const content = Object.fromEntries(new FormData(form));
    if (knob?.name) content[knob.name] = knob.value;
    told.textContent = "送っています…";
    if (knob) knob.disabled = true;
    try {
      const answer = await fetch(form.dataset.send, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(content),
      });
      const said = await answer.json().catch(() => ({}));
      if (answer.status === 200) {
        if (said.next) location.assign(said.next);
        else location.reload();
        return;
      }
      told.textContent = said.told ?? "うまくいきませんでした。頁を開き直してください。";
    } catch {
      told.textContent = "届きませんでした。もう一度押してください。";
    }
    if (knob) knob.disabled = false;
  });
}
