// What cannot be seen from outside: writes to the clipboard. Runs before the page's own scripts; `tell` is a
// binding that is taken away again before they begin.
(() => {
  const tell = globalThis["@BINDING@"];
  if (typeof tell !== "function") return;
  delete globalThis["@BINDING@"];
  const say = (what) => { try { tell(JSON.stringify({ what: String(what).slice(0, 2000) })); } catch {} };
  const board = globalThis.Clipboard && Clipboard.prototype;
  if (board) {
    const { writeText, write } = board;
    board.writeText = function (text) { say(text); return Reflect.apply(writeText, this, arguments); };
    board.write = function (items) { say("[" + [...(items || [])].flatMap((i) => [...(i.types || [])]).join(" ") + "]"); return Reflect.apply(write, this, arguments); };
  }
  const { execCommand } = Document.prototype;
  Document.prototype.execCommand = function (name) {
    if (/^(copy|cut)$/i.test(name)) {
      const el = this.activeElement;
      const chosen = el && typeof el.selectionStart === "number" ? el.value.slice(el.selectionStart, el.selectionEnd) : String(this.getSelection());
      say(chosen);
    }
    return Reflect.apply(execCommand, this, arguments);
  };
})();
