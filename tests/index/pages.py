"""Pages as readers copy and save them, all invented: input for the tests of the indexer."""

BODY = [
    "The harbour bridge of Port Lavel will stay closed until June, the port authority has announced, after divers "
    "found cracks in three of its eleven piers.",
    "About 6,500 lorries cross the bridge on a working day. They are now sent round by the Tarn road, which adds "
    "forty minutes to the journey.",
    "“We had hoped for weeks and it will be months,” said Odile Ransome, who directs the authority. The repair is "
    "expected to cost 12 million crowns.",
    "Shops near the ferry landing have asked the city for support. Their subscription to the old parking scheme ran "
    "out in March, and donations from customers have kept two of them open.",
    "The last inspection, in 2021, found nothing. An inquiry is to say why.",
]

#: Two paragraphs of an appeal would pass for prose if they stood alone.
APPEAL = [
    "Your support keeps our reporters on the story",
    "From the harbour strike to the price of bread, The Lavel Courier is there while it happens. Whether we "
    "investigate a contract or film our documentary on the valley, we want to tell facts from noise.",
    "In a year like this, we need people at the quay. Your donation lets us send a reporter and a camera.",
    "The Lavel Courier is read by people of every party. We do not lock anybody out with a paywall, because we "
    "believe that news belongs to all who can pay and all who cannot.",
    "Your support makes the difference.",
]

TITLE = "Harbour bridge to stay closed until June"
STANDFIRST = "Divers find cracks in three piers, and lorries take the long way round"

#: As copied from a news site: every kind of furniture, and two prompts run together at the end.
PAGE = "\n".join(
    [
        TITLE,
        "",
        STANDFIRST,
        "",
        "Mira-Lou Osk",
        "Tuesday 14 April 2026 06:35 GMT",
        "Related: Film shows the moment the bridge was cleared",
        "",
        "\n\n".join(APPEAL),
        "",
        "\n\n".join(BODY),
        "",
        "Thank you for registering",
        "",
        "Please refresh the page or open another one to be automatically logged inPlease reload your browser to be "
        "logged in",
    ]
)

MARKDOWN = f"""---
title: "{TITLE}"
standfirst: {STANDFIRST}
author: [Mira-Lou Osk, Bo van der Meer]
source: The Lavel Courier
date: 2026-04-14T08:35:00+02:00
url: https://lavelcourier.example/bridge
---

{BODY[0]}

## What it costs

{BODY[2].replace("12 million crowns", "**12 million crowns**")} See the [plan](https://lavelcourier.example/plan).

![A crane](crane.png)

- Tarn road: open
- Ferry: every hour
"""

HTML = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<title>{TITLE} | The Lavel Courier</title>
<meta name="description" content="Bridge news, traffic and more from Port Lavel for search engines.">
<meta property="og:site_name" content="lavelcourier.example">
<meta property="og:title" content="{TITLE} | The Lavel Courier">
<script type="application/ld+json">
{{"@context": "https://schema.org", "@graph": [
  {{"@type": "WebSite", "name": "Some other name"}},
  {{"@type": "NewsArticle", "headline": "{TITLE}", "datePublished": "2026-04-14T06:35:00Z",
    "author": [{{"@type": "Person", "name": "Mira-Lou Osk"}}], "publisher": {{"name": "The Lavel Courier"}},
    "url": "https://lavelcourier.example/bridge"}}]}}
</script></head><body>
<header><a href="/">The Lavel Courier</a></header>
<nav><a href="/a">City</a> <a href="/b">Harbour</a> <a href="/c">Sport</a></nav>
<article><h1>{TITLE}</h1>
<p class="standfirst">{STANDFIRST}</p>
<p class="byline">By Mira-Lou Osk in Port Lavel</p><time datetime="2026-04-14T06:35:00Z">14 April 2026</time>
{"".join(f"<p>{paragraph}</p>" for paragraph in BODY[:3])}
<p>Sign up to our newsletter and get the harbour in your inbox.</p>
{"".join(f"<p>{paragraph}</p>" for paragraph in BODY[3:])}
</article>
<aside><h3>Most read</h3><ul><li><a href="/x">The ten best places for crab</a></li></ul></aside>
<div class="cookie">This site uses cookies. <button>OK</button></div>
<footer>© 2026 The Lavel Courier</footer></body></html>
"""
