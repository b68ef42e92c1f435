// Before a sign-in ends the page says so and offers to prolong it; what is typed stays where it is.
"use strict";

{
  const place = document.getElementById("ending");
  const LASTS = Number(place.dataset.lasts) * 1000;
  const BEFORE = Math.min(5 * 60_000, LASTS / 2);
  const MOST = 60_000; // a computer that slept looks again soon after it wakes
  let last = Date.now();
  let timer = 0;
  let shows = "";

  function tell(name, ...parts) {
    if (shows === name) return;
    shows = name;
    const line = document.createElement("p");
    line.className = "notice";
    line.append(...parts);
    place.replaceChildren(...(name ? [line] : []));
  }

  function prolonged() {
    last = Date.now();
    const hadFocus = place.contains(document.activeElement);
    tell("");
    if (hadFocus) document.getElementById("main").focus();
    wait();
  }

  function stay() {
    return fetch("/stay", { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
  }

  function ended() {
    const link = document.createElement("a");
    link.textContent = "別の窓でサインインする";
    link.href = "/sign-in";
    link.target = "_blank";
    link.rel = "noopener";
    tell("ended", "サインインが切れました。書いた内容は、この頁に残っています。サインインしてから、続けてください。 ", link);
  }

  async function prolong() {
    try {
      const answer = await stay();
      if (answer.status === 401) ended();
    } catch {
      tell("failed", "届きませんでした。サーバーにつながるか、確かめてください。");
      clearTimeout(timer);
      timer = setTimeout(look, MOST);
    }
  }

  function warn(left) {
    const knob = document.createElement("button");
    knob.type = "button";
    knob.textContent = "サインインを続ける";
    knob.addEventListener("click", prolong);
    const time = new Date(Date.now() + left).toLocaleTimeString("ja-JP", { hour: "numeric", minute: "2-digit" });
    tell("warned", `操作がないため、${time} にサインインが切れます。書き続けるか、次のボタンを押すと、切れません。 `, knob);
  }

  function wait() {
    clearTimeout(timer);
    const left = last + LASTS - Date.now();
    const next = left > BEFORE ? left - BEFORE : left;
    timer = setTimeout(look, Math.max(0, Math.min(MOST, next)));
  }

  function look() {
    const left = last + LASTS - Date.now();
    // In another window she may have gone on: the server knows.
    if (left <= 0) return prolong();
    if (left <= BEFORE) warn(left);
    return wait();
  }

  const ask = window.fetch;
  window.fetch = async (...given) => {
    const answer = await ask(...given);
    if (answer.status !== 401) prolonged();
    return answer;
  };
  wait();
}
