'use strict';
(function () {
  var all = [], most = 100, by = function (id) { return document.getElementById(id); },
    form = by('find'), box = by('words'), list = by('found'), told = by('told');
  function fold(text) {
    return text.normalize('NFKC').replace(/〜/g, '~').toLowerCase().replace(/\s+/g, '');
  }
  function find(text) {
    var words = text.split(/\s+/).map(fold).filter(Boolean);
    return words.length ? all.filter(function (one) {
      return words.every(function (word) { return one.key.indexOf(word) >= 0; });
    }) : [];
  }
  function add(parent, name, text) {
    var node = document.createElement(name);
    node.textContent = text;
    return parent.appendChild(node);
  }
  function show() {
    var found = find(box.value), first = box.value.trim().split(/\s+/)[0];
    list.textContent = '';
    found.slice(0, most).forEach(function (one) {
      var item = add(list, 'li', ''), link = add(item, 'a', one.entry[1]),
        text = one.entry.slice(3).join(' '), at = Math.max(0, text.indexOf(first) - 30);
      link.href = '../' + one.entry[0];
      add(item, 'span', one.entry[2].join(' '));
      add(item, 'span', (at ? '…' : '') + text.slice(at, at + 110) + (text.length > at + 110 ? '…' : ''));
    });
    told.textContent = !first ? '' : !found.length ? '見つかりませんでした。' :
      found.length + '件見つかりました。' + (found.length > most ? 'はじめの' + most + '件を示します。' : '');
  }
  window.orgsheetFind = function (text) {
    return find(text).map(function (one) { return one.entry[0]; });
  };
  window.orgsheetIndex = function (entries) {
    entries.forEach(function (entry) {
      all.push({ entry: entry, key: entry.slice(1).flat().map(fold).join('\n') });
    });
    form.hidden = false;
    show();
  };
  form.addEventListener('submit', function (event) { event.preventDefault(); show(); });
  box.addEventListener('input', show);
})();
