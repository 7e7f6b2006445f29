// Taking answers away: to the clipboard, or as a file.
(() => {
  "use strict";
  const qa = (window.qaBot ??= {});

  // Browsers without a clipboard for pages that come over plain HTTP still copy what is selected.
  function copySelected(text) {
    const field = Object.assign(document.createElement("textarea"), { value: text, readOnly: true });
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }

  async function copy(button) {
    const turn = qa.chat.turn(button.closest(".turn"));
    let text;
    try {
      text = await qa.server.copy({ turn, kind: button.dataset.copy });
    } catch {
      return qa.toast(qa.texts.UNREACHABLE);
    }
    let done;
    try {
      await navigator.clipboard.writeText(text);
      done = true;
    } catch {
      done = copySelected(text);
    }
    qa.toast(done ? qa.texts.COPIED : `${qa.texts.NOT_COPIED} ${text}`);
  }

  async function save(kind) {
    let file;
    try {
      file = await qa.server.export({ turns: qa.chat.turns(), kind });
    } catch {
      return qa.toast(qa.texts.UNREACHABLE);
    }
    if (file.note || !file.text) qa.toast(file.note || qa.texts.NOTHING_TO_EXPORT);
    if (!file.text) return;
    const url = URL.createObjectURL(new Blob([file.text], { type: `${file.type};charset=utf-8` }));
    const link = Object.assign(document.createElement("a"), { href: url, download: file.name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
  }

  document.addEventListener("click", (event) => {
    const target = event.target.closest?.("[data-copy], [data-export]");
    if (!target) return;
    const menu = target.closest("details");
    menu.open = false;
    menu.querySelector("summary").focus();
    if ("copy" in target.dataset) copy(target);
    else save(target.dataset.export);
  });
})();
