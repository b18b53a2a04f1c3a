
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("script");
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));

  // Chinese, or English where the reader asked for it once. A browser may keep nothing for pages of files.
  const language = document.getElementById("language");
  const speak = (english) => {
    root.classList.toggle("english", english);
    root.lang = english ? "en" : "zh-CN";
    language.setAttribute("aria-pressed", String(english));
    language.textContent = english ? "中文" : "English";
    all("input[data-en]").forEach((field) => { field.placeholder = field.ariaLabel = english ? field.dataset.en : field.dataset.zh; });
    all("img[data-en]").forEach((picture) => { picture.alt = english ? picture.dataset.en : picture.dataset.zh; });
    try { localStorage.setItem("gongkai-language", english ? "en" : "zh"); } catch (e) { /* asked again, then */ }
    draw();
  };
  language.addEventListener("click", () => speak(!root.classList.contains("english")));

  // The findings of a file, by weight.
  all(".findings").forEach((part) => {
    const buttons = all("button[data-weight]", part);
    buttons.forEach((button) => button.addEventListener("click", () => {
      buttons.forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
      const weight = button.dataset.weight;
      all("details", part).forEach((finding) => { finding.hidden = weight !== "" && finding.dataset.weight !== weight; });
    }));
  });
  addEventListener("beforeprint", () => all("details").forEach((finding) => { finding.open = true; }));

  // The list of files: drawn from the data, so many at a time.
  const STEP = 500;
  const list = document.querySelector(".files tbody");
  const data = document.getElementById("data");
  const words = all("#words span").map((word) => ({ name: word.dataset.name, said: [word.dataset.zh, word.dataset.en] }));
  const address = (own) => own && (own.startsWith("#") ? own : own.split("/").map(encodeURIComponent).join("/"));
  // A text is told by how much of the one before it begins with, and the rest; 0 is where a page is as a rule.
  const last = {};
  const text = (name, told) => told ? (last[name] = (last[name] || "").slice(0, told[0]) + told[1]) : null;
  const usual = (path) => "report/" + path.replace(/([^/])\.[0-9A-Za-z]{1,8}$/, "$1") + ".html";
  const files = (data ? JSON.parse(data.content.textContent) : []).map(
    ([told, state, unchanged, title, tables, lines, projects, indicators, amount, findings, own, zh, en]) => {
      const path = text("path", told);
      return { path, href: address(own === 0 ? usual(path) : own), word: words[state], weight: state, state: words[state].name, unchanged,
        title: text("title", title), reason: zh ? [text("zh", zh), text("en", en)] : null, tables, lines, projects, indicators, amount, findings };
    });
  const filters = all("button[data-state]");
  const search = document.getElementById("search");
  const count = document.getElementById("count");
  const more = document.getElementById("more");
  const sections = all("section.file");
  let state = "", limit = STEP, picked = -1, seen = [];

  // What to look at first stands first: the worst state, then most errors, warnings and the rest. The head of a column
  // sorts by it, and once more the other way round; a number that is not known stands last either way.
  const heads = all("button.sort");
  const number = (text) => text === null ? null : Number(String(text).replace(/,/g, ""));
  const keys = [
    (file) => [file.weight, ...file.findings.map((count) => -count)],
    null,
    (file) => [file.tables && file.tables[1] - file.tables[0], file.tables && file.tables[1]],
    (file) => [file.lines],
    (file) => [file.projects],
    (file) => [file.indicators],
    (file) => [number(file.amount)],
    (file) => file.findings.slice(),
  ];
  const rising = [0, 1];
  let column = 0, turned = false;
  const order = (one, other) => {
    const [a, b] = keys[column] ? [keys[column](files[one]), keys[column](files[other])] : [[one], [other]];
    for (let part = 0; part < a.length; part += 1) {
      if (a[part] !== b[part]) {
        if (a[part] === null || b[part] === null) return a[part] === null ? 1 : -1;
        return a[part] < b[part] === (rising.includes(column) !== turned) ? -1 : 1;
      }
    }
    return one - other;
  };
  heads.forEach((head, place) => head.addEventListener("click", () => {
    turned = place === column && !turned;
    column = place;
    limit = STEP;
    draw();
  }));

  const cell = (row, text, kind) => {
    const made = row.insertCell();
    made.textContent = text;
    if (kind) made.className = kind;
    return made;
  };
  const isSeen = (file, wanted) =>
    (state === "" || file.state === state || (state === "unchanged" && file.unchanged)) &&
    wanted.every((word) => (file.path + "\n" + (file.title || "")).toLowerCase().includes(word));

  // Draws the list anew, or what is to follow so many rows that stay.
  function draw(kept = 0) {
    if (!list) return;
    const english = root.classList.contains("english");
    if (kept === 0) {
      const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      seen = files.map((_, index) => index).filter((index) => isSeen(files[index], wanted)).sort(order);
      heads.forEach((head, place) => {
        const way = rising.includes(column) !== turned ? "ascending" : "descending";
        head.closest("th").setAttribute("aria-sort", place === column ? way : "none");
      });
      list.textContent = "";
    }
    seen.slice(kept, limit).forEach((index) => {
      const file = files[index];
      const row = list.insertRow();
      row.dataset.index = index;
      const badge = document.createElement("span");
      badge.className = "badge " + file.state;
      badge.textContent = file.word.said[english ? 1 : 0];
      row.insertCell().append(badge);
      const name = cell(row, "", "name");
      const link = document.createElement(file.href ? "a" : "span");
      if (file.href) link.href = file.href; else link.tabIndex = 0;
      link.textContent = file.path;
      name.append(link);
      const said = file.reason ? file.reason[english ? 1 : 0] : file.title;
      if (said) { const line = document.createElement("span"); line.className = "soft"; line.textContent = said; name.append(line); }
      const read = file.tables && file.tables.join(" / ");
      [read, file.lines, file.projects, file.indicators, file.amount].forEach((value) => cell(row, value === null ? "—" : value, "n wide"));
      cell(row, file.href ? file.findings.join(" / ") : "—", "n");
      row.classList.toggle("picked", index === picked);
    });
    count.textContent = seen.length + " / " + files.length;
    more.hidden = seen.length <= limit;
  }

  // One file is looked at at a time, where they all stand on this page.
  function pick(index, focus) {
    picked = index;
    sections.forEach((section) => { section.hidden = section.id !== "file-" + index; });
    if (!list) return;
    while (seen.indexOf(index) >= limit) limit += STEP;
    if (limit > list.rows.length && list.rows.length < seen.length) draw(list.rows.length);
    all("tr", list).forEach((row) => {
      const own = Number(row.dataset.index) === index;
      row.classList.toggle("picked", own);
      if (own && focus) { row.querySelector("a, [tabindex]").focus(); row.scrollIntoView({ block: "nearest" }); }
    });
  }
  function follow() {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    // The bad files of a part, as the navigation over the parts points to them.
    if (target && target.matches("button[data-state]:enabled")) { target.click(); target.focus(); return; }
    const section = target && target.closest("section.file");
    if (section) pick(Number(section.id.slice(5)), false);
    // The picture of a finding may stand with one that the filter hides.
    if (target && target.tagName === "DETAILS") { target.hidden = false; target.open = true; }
    if (target) target.scrollIntoView();
  }
  addEventListener("hashchange", follow);

  if (list) {
    filters.forEach((button) => button.addEventListener("click", () => {
      state = button.dataset.state;
      limit = STEP;
      filters.forEach((other) => other.setAttribute("aria-pressed", String(other === button)));
      draw();
    }));
    search.addEventListener("input", () => { limit = STEP; draw(); });
    more.addEventListener("click", () => { limit += STEP; draw(list.rows.length); });
    list.addEventListener("click", (event) => {
      const row = event.target.closest("tr");
      if (row && !event.target.closest("a")) pick(Number(row.dataset.index), false);
    });
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target.tagName === "INPUT") { if (event.key === "Escape") event.target.blur(); return; }
      const arrows = list.contains(document.activeElement);
      const step = event.key === "j" || (arrows && event.key === "ArrowDown") ? 1 : event.key === "k" || (arrows && event.key === "ArrowUp") ? -1 : 0;
      if (step !== 0 && seen.length > 0) {
        const now = seen.indexOf(picked);
        pick(seen[now < 0 ? 0 : Math.min(Math.max(now + step, 0), seen.length - 1)], true);
        event.preventDefault();
      } else if (event.key === "f" && filters.length > 0) {
        const usable = filters.filter((button) => !button.disabled);
        const now = usable.findIndex((button) => button.getAttribute("aria-pressed") === "true");
        usable[(now + 1) % usable.length].click();
        event.preventDefault();
      } else if (event.key === "/") {
        search.focus();
        event.preventDefault();
      }
    });
  }
  let kept = null;
  try { kept = localStorage.getItem("gongkai-language"); } catch (e) { /* none is kept */ }
  if (kept === "en") speak(true); else draw();
  if (sections.length > 0) pick(Number(sections[0].id.slice(5)), false);
  if (location.hash) follow();
})();
