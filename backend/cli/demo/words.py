"""What might people note down? Invented sentences, as short as they are between two visits."""

from __future__ import annotations

from events.values import Outcome

SPOKE = (
    "Still listens to the last two, wants something slower next.",
    "Was cooking, happy to chat for a minute. Likes a call after six.",
    "Asked about live recordings. Sent the list of new ones.",
    "Moved house in spring, kept the old record player.",
    "Buying for a sister's birthday in autumn.",
    "Collects piano trios, has the ones we stock. Look for imports.",
    "Streaming most things now, still wants a few on disc for the car.",
    "Asked if we take orders by text. We do.",
    "Very friendly. Remembered the shop's old address.",
    "Budget is tight until the end of the month.",
    "Wants to hear before buying. Come in on a Thursday, I said.",
    "Spoke about the box set. Thinking about it.",
    "The kids took over the player. Something for them next time.",
    "Prefers an e-mail with three tips, not ten.",
    "Back from a long trip, catching up with post first.",
    "Likes the jazz shelf best. New arrivals on Friday.",
    "Mentioned the choir again. They sing in December.",
    "Had a cold, kept it short.",
    "Wants the remaster only if the booklet is in it.",
    "Recommended us to a neighbour. Thanked for that.",
    "Bought elsewhere once because it was quicker. We deliver in two days now.",
    "Looking for a present, up to thirty dollars.",
    "Asked for the opening hours over the holidays.",
    "Enjoys being asked what to stock. Three good ideas.",
)
MET = (
    "Coffee at the kitchen table. Showed me the whole collection.",
    "Met at the door, ten minutes. Good humour.",
    "Visited with the catalogue, ticked five titles.",
    "Dropped off the order and stayed for a song.",
    "First time we met. A face to a name at last.",
    "Looked at the shelf together: soul and a bit of everything.",
    "The dog remembers me.",
    "Saw the new flat. Room for a better player soon.",
    "Talked about the old shop for half an hour.",
    "Took back the scratched disc, brought the new one.",
)
ORDERED = (
    "Ordered the new one and its older brother.",
    "Takes two, pick-up on Saturday.",
    "Wants it wrapped.",
    "Said yes before I had finished the sentence.",
)
SAID_NO = (
    "Not now, and thanks for asking.",
    "Has enough to listen to until summer.",
    "No more discs this year. Ask again after the move.",
    "Kindly no.",
)
NO_ANSWER = ("Rang twice.", "Engaged.", "Rings through.")
VOICEMAIL = ("Left word about the new arrivals.", "Said I would try again.", "Short message, number repeated.")
SENT = (
    "Three tips that fit the last purchase.",
    "Sent the concert dates.",
    "Sent a picture of the sleeve.",
    "Article on caring for old discs.",
)
ANSWERED = ("Wrote back within the hour: sounds good.", "Thanks for the tips, will have a look.", "Likes number two.")
WRONG_NUMBER = ("Somebody else has this number now.", "No such number.")
NOT_IN = ("Nobody in, left a card.", "Curtains drawn, come again.")
NOTES: dict[Outcome, tuple[str, ...]] = {
    Outcome.SPOKE: SPOKE,
    Outcome.MET: MET,
    Outcome.ORDERED: ORDERED,
    Outcome.SAID_NO: SAID_NO,
    Outcome.NO_ANSWER: NO_ANSWER,
    Outcome.VOICEMAIL: VOICEMAIL,
    Outcome.SENT: SENT,
    Outcome.ANSWERED: ANSWERED,
    Outcome.WRONG_NUMBER: WRONG_NUMBER,
    Outcome.NOT_IN: NOT_IN,
}
PROMISES = (
    "Call in about the box set.",
    "Wants to hear once the import is here.",
    "Asked for a call after the holidays.",
    "Ring before the birthday.",
    "Have the price of the player ready.",
    "Call when the second volume is out.",
    "Talk again once the move is done.",
)
ENQUIRIES = (
    ("Do you have the soundtrack from last week's film?", None),
    ("Looking for a first record player for a child.", "A first record player for a child"),
    ("Can you get hold of an early pressing?", "An early pressing, whatever it takes"),
    ("Do you buy whole collections?", "A buyer for a whole collection"),
    ("Is there a gift card?", "A gift for somebody who has everything"),
    ("Asked what we have by local bands.", None),
    ("Wants to know when the new album arrives.", "To hear when the new album is here"),
    ("Do you post to the islands?", None),
)
"""What somebody asks, and what need shows in it once one has talked."""
NEEDS = (
    "Better storage, the shelf is full",
    "Something calm for the evenings",
    "A gift for a music teacher",
    "Help with sorting a collection",
    "A record player that is easy to use",
    "Piano music, anything new",
    "Music for a long drive",
)
GOALS = ("Two visits agreed", "Three of last spring's buyers back", "Everybody thanked", "Know what they need")
"""What somebody wants to have achieved in a power hour."""
NOTED_LATER = ("Also asked for a bag.", "Prefers mornings.", "Mention the loyalty card next time.")
