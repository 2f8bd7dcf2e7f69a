"""Can everybody use a page: without a rule of axe broken, with targets as large as a thumb, on a narrow screen?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = (Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js").read_text()
RULES = """async () => {
  const found = await axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
}"""
TARGETS = """() => {
  const within = document.querySelector("dialog[open]") ?? document;
  const kinds = "a, button, summary, select, textarea, input:not([type=hidden]), label:has(input)";
  return Array.from(within.querySelectorAll(kinds))
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".skip, .unseen"))
    .filter((one) => !(one instanceof HTMLInputElement && one.closest("label")))
    .map((one) => [one, one.getBoundingClientRect()])
    .filter(([, box]) => Math.min(box.width, box.height) < 43.9)
    .map(([one, box]) => `${Math.round(box.width)}x${Math.round(box.height)} ${one.outerHTML.slice(0, 120)}`);
}"""
WIDTH = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def broken_rules(page: Page) -> list[str]:
    page.evaluate(AXE)
    found: list[str] = page.evaluate(RULES)
    return found


def small_targets(page: Page) -> list[str]:
    """What is tapped and is less than 44 px wide or high; inside the open sheet, if there is one."""
    found: list[str] = page.evaluate(TARGETS)
    return found


def overhang(page: Page) -> int:
    """By how many pixels one would have to scroll sideways."""
    found: int = page.evaluate(WIDTH)
    return found


def settle(page: Page) -> None:
    """Until sheets have come up and htmx rests."""
    page.wait_for_function(
        "() => !document.querySelector('.htmx-request, [data-busy]') && "
        "document.getAnimations().every((one) => one.playState === 'finished')"
    )


def enlarge(page: Page) -> None:
    """Text at 200 %."""
    page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")


def focused(page: Page) -> dict[str, Any]:
    """Where the focus is: the card's customer, the tag and the words."""
    found: dict[str, Any] = page.evaluate(
        """() => {
          const one = document.activeElement;
          return {
            card: one?.closest("[data-card]")?.getAttribute("data-card") ?? "",
            tag: one?.tagName ?? "",
            words: one?.textContent?.trim() ?? "",
          };
        }"""
    )
    return found
