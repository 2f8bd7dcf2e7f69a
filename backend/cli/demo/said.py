"""Of what do customers of the demo shop speak, in which words, and by which of its themes? All of it invented."""

from __future__ import annotations

from events.themes import Theme, suggested
from events.values import FeedbackKind, LossReason, Mood

DELIVERY, PACKAGING, HOURS, RANGE, PRICE, SERVICE = (
    "Delivery", "Packaging", "Opening hours", "Range", "Price", "Service",
)  # fmt: skip
THEMES = (
    Theme(name=DELIVERY, words=("deliver", "parcel", "post", "three weeks", "same day", "the wait")),
    Theme(name=PACKAGING, words=("case", "crack", "sleeve", "packed", "wrapped")),
    Theme(name=HOURS, words=("closed", "opening", "evening", "after work", "saturday")),
    Theme(name=RANGE, words=("stock", "shelf", "second-hand", "edition", "arrivals", "imports")),
    Theme(name=PRICE, words=("dear", "price", "cheaper", "charged")),
    Theme(name=SERVICE, words=("rang back", "unfriendly", "waiting", "tip")),
)
"""The firm's own list, kept when it is founded."""

COMPLAINTS = (
    "The case was cracked on arrival.",
    "Waited three weeks for one disc.",
    "The second disc skips on track four.",
    "Charged twice for one order.",
    "Nobody rang back as we had said.",
    "Wrong edition in the sleeve.",
)
RESOLVED = (
    "Sent a new one the same day, and said sorry.",
    "Paid back, with a card.",
    "Explained how it happened. All good again.",
    "Brought the right one in person.",
)
FEEDBACK: dict[FeedbackKind, tuple[str, ...]] = {
    FeedbackKind.PRAISE: (
        "Very pleased, plays it every evening.",
        "Quick and well packed.",
        "Exactly the right tip.",
    ),
    FeedbackKind.SUGGESTION: (
        "More listening evenings, please.",
        "A shelf for second-hand discs would be nice.",
        "Send the new arrivals as a short list.",
    ),
    FeedbackKind.OPINION: (
        "Good, though it took two calls to get it.",
        "Likes the music, less the long way to the shop.",
    ),
    FeedbackKind.LEAVING: ("Will buy at the big store from now on, it is nearer.",),
}
MOODS = {
    FeedbackKind.PRAISE: Mood.PLEASED,
    FeedbackKind.OPINION: Mood.SO_SO,
    FeedbackKind.COMPLAINT: Mood.UNHAPPY,
}
"""The face that goes with a kind. Nobody looks at an idea or a goodbye by a face."""
WISHES: dict[str, tuple[str, ...]] = {
    DELIVERY: (
        "Parcels leave on Mondays only. Twice a week would do.",
        "Would order more often if the post came within the week.",
        "Wants to know when the parcel comes.",
        "Could you deliver to the office?",
    ),
    HOURS: (
        "Works until six, and we are closed by then.",
        "One evening a week would help.",
        "Opening on Saturday afternoons would be a reason to come in.",
    ),
    PACKAGING: (
        "The sleeve was bent again. A thicker one, please.",
        "Everything is wrapped in plastic. Paper would do.",
    ),
    RANGE: (
        "More imports in stock, please.",
        "The shelf with piano music is thin.",
        "Old editions are hard to find with us.",
    ),
}
"""What they wish for, by theme."""
UNSORTED = ("Somewhere to sit while listening.", "A word from us at Christmas was missed.")
"""Of no theme on the list: nobody has sorted it yet."""
LOST = {
    LossReason.PRICE: "Too dear for too little, it was said.",
    LossReason.SERVICE: "Asked twice and was kept waiting both times.",
    LossReason.COMPETITOR: "Found somebody who delivers the same day.",
}
WHY_AFTER_ALL = "Asked again: the wait in spring was it."
COMPETITORS = ("Vinyl Corner", "the big store at the station")
FIXED = {
    DELIVERY: ("Send parcels twice a week", "Parcels now leave on Mondays and Thursdays, and you hear when."),
    HOURS: ("Open until eight on Thursdays", ""),
    PACKAGING: ("Find a sleeve that does not bend", ""),
    RANGE: ("Order imports once a month", ""),
}
"""What is to be done about a theme; and what customers are told once it is."""
GLAD = ("Glad to hear it, and surprised that we rang.", "Will order again, now that it comes sooner.", "Thanked us.")


def themes_of(text: str) -> tuple[str, ...]:
    """As the screen suggests them while it is noted."""
    return suggested(THEMES, text)
