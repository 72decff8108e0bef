function emulate(emulator) {
  "use strict";
  const numbers = emulator.numbers;
  const sliders = numbers.map((_, i) => document.getElementById("slider-" + i));
  const plain = (x) => String(Number(x.toPrecision(3))).replace("-", "−");
  const shown = (x, claim) =>
    claim.is_share ? (100 * x).toFixed(1).replace("-", "−") + (claim.is_difference ? " points" : " %") : plain(x);
  // The terms of `analysis/emulator.py`: 1, z, squares, products.
  function terms() {
    const z = numbers.map((n, i) => (2 * (Number(sliders[i].value) - n.low)) / (n.high - n.low) - 1);
    const found = [1, ...z];
    if (emulator.order > 1) found.push(...z.map((x) => x * x));
    if (emulator.order > 2) z.forEach((x, i) => z.slice(i + 1).forEach((y) => found.push(x * y)));
    return found;
  }
  function show() {
    const t = terms();
    numbers.forEach((n, i) => {
      document.getElementById("value-" + i).textContent = plain(Number(sliders[i].value));
    });
    emulator.claims.forEach((claim, k) => {
      const value = claim.weights.reduce((sum, w, i) => sum + w * t[i], 0);
      const leverage = claim.spread.reduce((sum, row, i) => sum + t[i] * row.reduce((s, x, j) => s + x * t[j], 0), 0);
      const half = 1.96 * claim.error * Math.sqrt(1 + Math.max(0, leverage));
      const isKnown = leverage <= claim.most_leverage;
      const above = value - half > claim.threshold, below = value + half < claim.threshold;
      const asksMore = claim.operator === ">" || claim.operator === ">=";
      let verdict = "too close to say";
      if (above || below) verdict = above === asksMore ? "holds" : "fails";
      if (!isKnown) verdict = "does not know";
      const cells = document.getElementById("emulated-" + k).cells;
      const style = { holds: "holds", fails: "fails" }[verdict] || "undecided";
      const badge = document.createElement("span");
      badge.className = "badge " + style;
      badge.textContent = verdict;
      cells[1].replaceChildren(badge);
      cells[2].textContent = shown(value, claim) + " ± " + shown(half, claim);
      cells[3].textContent = shown(claim.solved, claim);
      cells[0].parentElement.classList.toggle("unknown", !isKnown);
    });
  }
  sliders.forEach((slider) => slider.addEventListener("input", show));
  document.getElementById("to-base").addEventListener("click", () => {
    numbers.forEach((n, i) => (sliders[i].value = n.base));
    show();
  });
  document.getElementById("emulator").hidden = false;
  show();
}
