'use strict';
(function () {
  var all = [], form = document.getElementById('find'), box = document.getElementById('words'),
    list = document.getElementById('found'), told = document.getElementById('told'), most = 100;
  function fold(text) {
    return text.normalize('NFKC').replace(/〜/g, '~').toLowerCase().replace(/\s+/g, '');
  }
  function find(words) {
    return all.filter(function (one) {
      return words.every(function (word) { return one.key.indexOf(word) >= 0; });
    });
  }
  function add(parent, name, text) {
    var node = document.createElement(name);
    node.textContent = text;
    return parent.appendChild(node);
  }
  function show() {
    var words = box.value.split(/\s+/).map(fold).filter(Boolean), found = words.length ? find(words) : [];
    list.textContent = '';
    found.slice(0, most).forEach(function (one) {
      var item = add(list, 'li', ''), link = add(item, 'a', one.entry[1]), text = one.entry[3],
        at = Math.max(0, text.indexOf(box.value.trim().split(/\s+/)[0]) - 30);
      link.href = '../' + one.entry[0];
      add(item, 'span', one.entry[2]);
      add(item, 'span', (at ? '…' : '') + text.slice(at, at + 110) + (text.length > at + 110 ? '…' : ''));
    });
    told.textContent = !words.length ? '' : !found.length ? '見つかりませんでした。' :
      found.length + '件見つかりました。' + (found.length > most ? 'はじめの' + most + '件を示します。' : '');
  }
  window.orgsheetFind = function (text) {
    return find(text.split(/\s+/).map(fold).filter(Boolean)).map(function (one) { return one.entry[0]; });
  };
  window.orgsheetIndex = function (entries) {
    entries.forEach(function (entry) { all.push({ entry: entry, key: fold(entry[1] + entry[2] + entry[3]) }); });
    form.hidden = false;
    show();
  };
  form.addEventListener('submit', function (event) { event.preventDefault(); show(); });
  box.addEventListener('input', show);
})();
