// A file of pictures by class, dropped anywhere on the view, is opened.

/** @import { Teach } from "./record.js" */

/**
 * The one file of a drop, where it is a zip.
 * @param {DataTransfer | null} data
 */
export function lessonIn(data) {
  const [file, more] = data?.files ?? [];
  return file && !more && /\.zip$/i.test(file.name) ? file : null;
}

/**
 * @param {HTMLElement} root
 * @param {Teach} teach
 */
export function takeLessons(root, teach) {
  root.addEventListener("drop", (event) => {
    const file = lessonIn(event.dataTransfer);
    if (!file) return; // the page has a use for it, or says that it has none
    event.preventDefault();
    event.stopPropagation();
    teach({ do: "drop", file });
  });
}
