"""Phrases by which a line or paragraph shows that it is furniture of the page and not the article.

Every pattern is matched in lower case, with straight quotes, from the start of a paragraph (some
from the start of any clause), and only on paragraphs of at most the given number of words:
furniture is short. A body paragraph that merely contains such words as news begins differently,
is longer, or says who said it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Phrase:
    """A reason for the user, the pattern that gives it, and the longest paragraph it applies to.

    ``inside`` is the longest paragraph in which the pattern counts at the start of any clause. A
    paragraph that reports what somebody said is none of these, unless ``label`` says that the
    pattern is a label, behind which anything may stand.
    """

    reason: str
    pattern: re.Pattern[str]
    words: int
    inside: int = 0
    label: bool = False


def _phrase(reason: str, words: int, *patterns: str, inside: int = 0, label: bool = False) -> Phrase:
    return Phrase(reason, re.compile(rf"(?:{'|'.join(patterns)})"), words, inside, label)


#: Words by which a paragraph shows that it reports what somebody says: never furniture.
ATTRIBUTION = re.compile(
    r"\b(?:said|says|saying|told|tells|according to|accus\w+|alleg\w+|announced|testified|wrote|claimed"
    r"|denied)\b",
    re.I,
)


#: What ends a label such as "related": a mark with something behind it, or the line itself.
_MARK = r"(?:\s*(?:[:|»>…]|[–—-]\s)|\s*\.*$)"
_LETTER = (
    r"(?:newsletters?|briefings?|in-?box|bulletins?|digest|news(?: alerts?| updates?)|"
    r"our (?:e-?mails?|alerts?|updates?)|"
    r"(?:every|each) (?:week ?day|day|morning|evening|week|month|(?:mon|tues|wednes|thurs|fri|satur|sun)day))"
)

PHRASES = (
    _phrase(
        "link to other articles",
        40,
        r"(?:related|recommended|suggested)(?: (?:articles?|stories|story|content|coverage|topics?|links?|reading"
        r"|video))?" + _MARK,
        r"(?:recommended|more|picked|selected) for you" + _MARK,
        r"(?:read|see|watch|listen)(?: (?:also|next|now|again|more|live|in full|the full \w+|our \w+))" + _MARK,
        r"more ?: ",
        r"for more (?:stories|news|articles) like this\b",
        r"read our (?:complete|full|other) coverage\b.{0,40}$",
        r"read more (?:about|on|from|here|in|at|of|stories|coverage)\b[^.]*\.?$",
        r"(?:watch|video|listen|podcast|audio|gallery|in pictures|pictures|live|see also|also read|also|explainer"
        r"|read)"
        r"\s*(?::|\||»|>)",
        r"more (?:from|on|about) (?:this|the|our|[^.:]{1,40}:)[^.]{0,80}$",
        r"more from [^.:,]{1,40}$",
        r"(?:more|other|latest|top|popular|trending) (?:on this|stories|news|headlines|articles|coverage)" + _MARK,
        r"(?:most (?:read|popular|viewed|shared|commented)|trending(?: now)?|what to read next)" + _MARK,
        r"(?:you (?:may|might|could) also (?:like|be interested in)|don't miss|keep reading|further reading)" + _MARK,
        r"(?:editor'?s'? (?:picks?|choice)|our picks|from our partners|from around the web|up next"
        r"|explore more)" + _MARK,
        label=True,
    ),
    _phrase(
        "newsletter sign-up",
        60,
        r"(?:sign up|signup|subscribe|register)(?: (?:now|today|here|free|for free))?,? (?:to|for|and|with"
        r"|below)\b.*\b" + _LETTER + r"\b",
        r"(?:get|receive|have)\b.*\b(?:in|to|into) your (?:in-?box|e-?mail|phone)\b",
        r"(?:get|receive) (?:our|the|a|more)\b.{0,80}\b(?:newsletters?|briefing)\b.*(?:\bby\b|\bfrom\b|\bfree\b"
        r"|\bsign)",
        r"(?:our|the|a) (?:free )?(?:daily |weekly |morning |evening )?(?:newsletter|briefing)\b.*\byour inbox\b",
        r"(?:want|like|looking for) (?:more|to (?:read|bookmark|save)|the latest|our)\b.*\b(?:sign up|subscri\w+"
        r"|newsletter)\b",
        r"newsletters?" + _MARK,
        r"(?:sign|signed) up (?:for|to get) (?:breaking|the latest) news\b",
        r"our community members are treated to\b",
        r"sign up(?: (?:now|today|here|for free))?[.!]?$",
        r"(?:enter )?your e-?mail(?: address)?$",
        r"by (?:signing up|registering|entering|subscribing|providing|clicking|continuing|submitting)\b.*"
        r"\b(?:agree|accept|consent|terms|privacy|policy)\b",
        r"a version of this (?:story|article|piece) (?:first )?(?:appeared|ran) in .*\bnewsletter\b",
        r"(?:this (?:form|site|page) is protected by recaptcha|you can (?:unsubscribe|opt out) at any time)",
        inside=45,
    ),
    _phrase(
        "affiliate notice",
        80,
        r".*\b(?:links?|affiliate|purchase)\b.*\bwe (?:may|might|can|will)? ?(?:earn|receive|get)\b"
        r".{0,30}\bcommissions?\b",
        r".*\bmay (?:include|contain) affiliate links\b",
    ),
    _phrase(
        "registration or refresh prompt",
        40,
        r"thank(?:s| you) for (?:registering|subscribing|signing (?:up|in))\b",
        r"already (?:a subscriber|a member|registered|subscribed)\?",
        inside=30,
    ),
    _phrase(
        "registration or refresh prompt",
        40,
        r"thank(?:s| you) for visiting\b",
        r"you must (?:confirm|enter|choose|set) your (?:public )?(?:display |user ?)name\b",
        r"please log ?out and (?:then )?log ?in\b",
        r"thank(?:s| you) for (?:joining|reading|your (?:support|feedback|donation|interest|subscription))\b.{0,60}$",
        r"please (?:refresh|reload)\b.*\b(?:page|browser|window)\b",
        r"(?:refresh|reload) (?:the|this|your) (?:page|browser)\b",
        r"you (?:are|will be|have been) (?:now |automatically )*(?:logged|signed) (?:in|out)\b",
        r"(?:log|sign) ?in(?: (?:or (?:register|subscribe|sign up|create)|to (?:continue|comment|read|your|save)"
        r"|here|now|with)"
        r"\b.*)?[.!]?$",
        r"(?:please )?(?:log|sign) in to (?:your|continue|comment|read)\b",
        r"(?:create|register for|set up) (?:a|an|your) (?:free )?account(?: (?:to|and) (?:continue|read|comment"
        r"|save)\b.*|[.!]?$)",
        r"(?:not|already) (?:yet )?(?:registered|a member|a subscriber|have an account|subscribed)\b(?:$|\?"
        r"|[ ,:.–-]{1,3}(?:sign|log|subscribe|register|join|click)\b.{0,40}$)",
        r"(?:already|don't) have an account\b",
        r"register(?: (?:now|here|today|for free|to (?:continue|read)\b.*))?[.!]?$",
        r"we(?:'ve| have) (?:just )?sent (?:you )?an? (?:e-?mail|link|code)\b",
        r"(?:please )?(?:enable|turn on|allow) (?:javascript|cookies|notifications)\b",
        r"(?:your|this) browser (?:does not|doesn't|is not|isn't)\b",
        r"(?:please )?(?:disable|turn off) your ad ?-?blocker\b",
    ),
    _phrase(
        "cookie notice",
        120,
        r"(?:we|this (?:web)?site|our (?:web)?sites?|our partners)\b.{0,80}\b(?:uses?|stores?|sets?"
        r"|place)\b.{0,60}\bcookies\b",
        r"(?:accept|reject|allow|manage|decline|agree to)(?: all| optional| your| my)?(?: cookies"
        r"| cookie settings| choices)(?:$|\?)",
        r"cookies?(?: (?:policy|settings|preferences|notice|consent|choices))?$",
        r"(?:we value|your) privacy(?: choices)?$",
        r"by (?:using|continuing to use|browsing) (?:this|our) (?:web)?site\b",
        r"we and our (?:\d+ )?partners\b",
    ),
    _phrase(
        "share or comment line",
        25,
        r"(?:share|tweet|e-?mail|print|bookmark|save|copy|like|recommend|gift) (?:this|the)(?: (?:article|story"
        r"|page|post|link|"
        r"video))?(?: (?:on|via|with|by|to|as)\b[^.]*)?[.!]?$",
        r"(?:share|e-?mail|copy link|copy url|copied|link copied|print|comment|save|bookmark)[.!]?$",
        r"share (?:on|via|to|with)\b[^.]{0,60}$",
        r"(?:follow|like|find|join) (?:us|[a-z .'-]{2,40}) on (?:x|twitter|facebook|instagram|whatsapp|telegram"
        r"|tiktok|youtube|"
        r"linkedin|threads|bluesky|google news|mastodon|flipboard)\b.{0,80}$",
        r"(?:\d[\d,]* )?comments?(?: \(\d+\))?$",
        r"please read our (?:comment|community|commenting)\b",
        r"(?:view|show|post|leave|add|read|see|hide|load)(?: (?:a|all|your|the|more|\d+))? (?:comments?"
        r"|replies)\b.{0,20}$",
        r"(?:join (?:the|our|thought-provoking) (?:conversations?|discussion|debate|community|comment\w*|whatsapp"
        r"|telegram)|have your say|what do you think\?$)",
        label=True,
    ),
    _phrase(
        "copyright line",
        60,
        r"(?:©|\(c\) ?\d{4}|copyright (?:©|\(c\)|\d{4}|by\b|holder))",
        r"[^.!?]{0,60}\ball rights reserved\b",
        r"this (?:material|article|content|story) may not be (?:published|reproduced|copied|redistributed)\b",
        r"our standards:",
        r"(?:reproduction|distribution|republication|copying)\b.{0,60}\b(?:prohibited|permission"
        r"|not permitted)\b.{0,40}$",
        label=True,
    ),
    _phrase(
        "photo or reporting credit",
        30,
        r"(?:file |press |main |lead )?(?:photo(?:graph)?s?|images?|pictures?|pics?|illustration|graphic|video"
        r"|credits?|caption)"
        r"(?: (?:credit|source|caption|copyright|courtesy))*\s*(?::|/|©|\bcourtesy\b|by\b[^.]{1,60}$)",
        r"(?:image|photo|picture) (?:source|caption|credit)\b",
        r"view image in full ?screen$",
        r"with (?:files|reports|reporting|additional reporting|inputs?) (?:from|by)\b",
        r"(?:additional |further )?(?:reporting|editing|writing|compiled|edited|research|production) "
        r"(?:and \w+ )?by:? ",
        r"(?:the )?[a-z ]{2,40} contributed to this (?:report|story|article)\b",
        r"\(?(?:getty(?: images)?|reuters|afp|ap(?: photo)?|epa|shutterstock|alamy|istock|pa(?: wire)?|handout)"
        r"(?:[/ ][a-z /.'-]{0,40})?\)?$",
        label=True,
    ),
    _phrase(
        "advertisement or page control",
        15,
        r"(?:advert(?:isement|ising)?s?(?: article continues below this ad)?|ads?|sponsored(?: content| by\b.*)?"
        r"|promoted(?: content)?|paid (?:content|post)"
        r"|partner content|affiliate links?)(?: - scroll to continue)?[.:]?$",
        r"(?:article|story|content) continues? (?:below|after)\b",
        r"(?:scroll|swipe) (?:down|up|to|for|left|right)\b.{0,40}$",
        r"(?:skip (?:to|past|ad\b|advert)|back to top|jump to)\b.{0,40}$",
        r"tap here to\b",
        r"click here (?:to|for)\b",
        r"(?:home|menu|search|navigation|close|next|previous|loading|play|pause|mute|expand|collapse|show more"
        r"|load more|"
        r"see more|view more|read more|continue reading|more|published|updated|subscribe|subscribe now|log out"
        r"|my account|topics?|tags?)[.…]*$",
        r"(?:about )?\d+[ -]min(?:ute)?s?(?:'?s?)? (?:read|listen|to read)\b",
        r"(?:reading|listening) time\b",
        r"(?:you can )?listen to this (?:article|story|page|report|programme)\b",
        r"(?:topics?|tags?|filed under|categories|posted in|in this article):",
        r"(?:download|get|open|install) our\b.{0,40}\bapp\b",
        r"this (?:article|story) (?:is|was) (?:more than|over) "
        r"\d+ (?:months?|years?) old",
        r"(?:got|have|do you have) (?:a|any)(?: \w+)? (?:story|tip|tips|news tip|correction|question)\b.{0,60}$",
        label=True,
    ),
    _phrase(
        "request to readers",
        45,
        r"(?:got|have|do you have|do you know) (?:a|an|any|more)(?: \w+)? (?:story|stories|tips?|information)\b"
        r".*\b(?:get in touch|contact|e-?mail|let us know)\b",
        r"(?:please )?(?:get in touch|contact us|contact our|e-?mail us|write to us)\b.*(?:@|\bnews ?(?:team|desk)\b)",
        r"we want to hear from you\b",
    ),
    _phrase(
        "paywall",
        45,
        r"(?:this|the rest of this) (?:article|story|content|page) is (?:only |exclusive(?:ly)? |available "
        r"|reserved |free )*"
        r"(?:for|to) (?:our |paying |registered )*(?:subscribers|members|readers|users)",
        r"to (?:continue|keep|finish) reading\b",
        r"(?:unlock|get|enjoy) (?:full|unlimited|instant|digital)\b.{0,40}\baccess\b",
        r"you(?:'ve| have) (?:read|reached|used|run out)\b.{0,50}\b(?:articles?|stories|limit)\b",
        r"(?:start|begin|try|claim) (?:your|a|our) (?:free )?(?:\S+ )?(?:trial|subscription|membership)\b",
        r"subscribe (?:now|today|here|(?:for|from) (?:just|only|as little|\W?\d))",
        r"subscribers? only$",
        r"subscribe to\b.{0,60}\b(?:save|per cent|percent|% off|(?:a|per) (?:week|month|year)|free for)\b",
        r"subscribe to .{0,40} to (?:bookmark|save|read|continue|unlock|comment)\b",
        r"you(?:'re| are) (?:reading|viewing) (?:a|an|the|your) (?:free |last |sample )*(?:preview|sample|extract"
        r"|article|story)\b",
        r"(?:choose|select) (?:a|your) (?:plan|subscription)\b",
        r"cancel any ?time\b",
    ),
)
