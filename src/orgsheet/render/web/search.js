(() => {
  'use strict';
  var all = [], most = 100, by = id => document.getElementById(id),
    form = by('find'), box = by('words'), list = by('found'), told = by('told'),
    space = new RegExp(orgsheetSpelling.space, 'g'), like = orgsheetSpelling.alike,
    fold = text => text.normalize('NFKC').toLowerCase().replace(space, '')
      .replace(/./g, one => like[one] || one);
  function find(text) {
    var words = text.split(space).map(fold).filter(Boolean);
    return words.length ? all.filter(one => words.every(word => one.key.includes(word))) : [];
  }
  function add(parent, name, text) {
    var node = document.createElement(name);
    node.textContent = text;
    return parent.appendChild(node);
  }
  function show() {
    var found = find(box.value), first = box.value.split(space).find(Boolean);
    list.textContent = '';
    found.slice(0, most).forEach(one => {
      var item = add(list, 'li', ''), link = add(item, 'a', one.entry[1]),
        text = one.entry.slice(3).join(' '), at = Math.max(0, text.indexOf(first) - 30);
      link.href = '../' + one.entry[0];
      add(item, 'span', one.entry[2].join(' '));
      add(item, 'span', (at ? '…' : '') + text.slice(at, at + 110) + (text[at + 110] ? '…' : ''));
    });
    told.textContent = !first ? '' : !found.length ? '見つかりませんでした。' :
      `${found.length}件見つかりました。` + (found.length > most ? `はじめの${most}件を示します。` : '');
  }
  window.orgsheetFold = fold;
  window.orgsheetFind = text => find(text).map(one => one.entry[0]);
  window.orgsheetIndex = entries => {
    for (const entry of entries) all.push({ entry, key: entry.slice(1).flat().map(fold).join('\n') });
    form.hidden = false;
    show();
  };
  form.addEventListener('submit', event => { event.preventDefault(); show(); });
  box.addEventListener('input', show);
})();
