// After a proposal was handed in: when it has reached the host, its page there is opened.
"use strict";

{
  const going = document.getElementById("going");
  const AGAIN = 500;
  // Who comes back stays on this page.
  history.replaceState(null, "", location.pathname);

  async function ask() {
    try {
      const answer = await fetch("/data/host");
      return answer.status === 200 ? await answer.json() : { busy: false, sent: false };
    } catch {
      return { busy: true }; // asked again
    }
  }

  async function look() {
    const { busy, sent } = await ask();
    if (busy) {
      setTimeout(look, AGAIN);
      return;
    }
    const next = new URL(going.dataset.next);
    if (!sent || next.protocol !== "https:") {
      going.textContent = "提出の記録はできています。置き場には、まだ送れていません。とりまとめの担当に知らせてください。";
      return;
    }
    going.textContent = "置き場に送りました。";
    location.assign(next);
  }

  look();
}
