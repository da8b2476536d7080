// The picture of a range follows the number that is typed. Without this the page is as good.
for (const picture of document.querySelectorAll("img[data-at]")) {
  const input = picture.parentElement.querySelector("input[type=text]");
  input.addEventListener("input", () => {
    const typed = input.value.trim().replace("\u2212", "-").replace(",", ".").replace(/\s*°$/, "");
    const known = /^-?\d{1,3}(\.\d+)?$/.test(typed);
    picture.src = picture.dataset.at + (known ? `&typed=${typed}` : "");
  });
}
