// Removes the mark of a changed figure once somebody has looked at it: the cell had the focus while the mark was shown.
(() => {
  const { editor, body, runAction } = draftPage;
  const READING_TIME = 400; // milliseconds
  const shownAt = new WeakMap(); // mark -> when it was first shown in the cell with the focus

  const markOf = (target) => target.closest?.("#grid [data-cell]")?.querySelector(".was");
  const noteShown = () => {
    const mark = markOf(document.activeElement);
    if (mark && !shownAt.has(mark)) shownAt.set(mark, performance.now());
  };
  body.addEventListener("focusin", noteShown);
  editor.addEventListener("queue", noteShown); // after a response
  body.addEventListener("focusout", ({ target }) => {
    const mark = markOf(target);
    if (!mark || !(performance.now() - shownAt.get(mark) >= READING_TIME)) return;
    runAction(target.closest("tr"), { act: "seen", figure: target.name }, false);
  });
})();
