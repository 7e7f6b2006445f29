"""Every word of the page, in one place."""

from __future__ import annotations

TITLE = "Ask the articles"
QUESTION_LABEL = "Your question"
QUESTION_PLACEHOLDER = "Ask a question …"
QUESTION_SEND = "Ask"
EMPTY_QUESTION = "Type a question first."
CONVERSATION_LABEL = "Questions and answers"

TAB_ASK = "Ask"
TAB_ADD = "Add articles"

EMPTY_HEADING = "What do you want to know?"
EMPTY_TEXT = "Every answer comes with the sentences that say it. Click one to read it in its article."
EMPTY_STORE = "There are no articles here yet. Add some under “Add articles”, then ask."
EXAMPLES_HEADING = "Try one of these"
TITLES_HEADING = "Among the articles"

CONVERSATIONS = "Conversations"
CONVERSATIONS_KEPT = "Kept in this browser only."
NEW_CONVERSATION = "New conversation"
DELETE_CONVERSATION = "Delete the conversation “{title}”"
CONVERSATION_DELETED = "The conversation was deleted. "
NOT_KEPT = "This browser’s memory is full: delete old conversations, or this one is lost when you leave."
UNDO = "Undo"
CANCEL = "Cancel"

READING = "Reading the articles"
STOP = "Stop"
STOPPED = "Not answered: it was stopped."
RETRY = "Ask again"
EDIT = "Edit the question"
FOUND_HEADING = "Passages found"
UNREACHABLE = "The program cannot be reached. Is it still running? Nothing is lost: ask again."
UNEXPECTED = "Something went wrong and this question was not answered. Nothing is lost: please ask again."

QUOTES_HEADING = "Quotes"
QUOTES_GONE = (
    "Some of what was quoted here was removed from the articles or changed since. "
    "Ask again for an answer from the articles as they are now."
)
NEAREST_HEADING = "The passages that came closest"
NO_PASSAGES = "No passage comes close, either."
NOT_SHOWN = "The best guess has a probability of {percent} % and is not shown."
CONFIDENCE_TITLE = "Estimated probability that this answer is right"
#: From sure to unsure: the least probability, and the words for it.
CONFIDENCE = (
    (0.85, "Very likely right"),
    (0.65, "Likely right"),
    (0.40, "Uncertain: read the quote"),
    (0.0, "A guess: read the quote"),
)
OPEN_QUOTE = "Open quote {number} in the article"

UNTITLED = "Untitled article"
UNDATED = "no date"
ORIGINAL = "Open the original"
PANE_LABEL = "Article"
PANE_PLACE = "Quote {number} of {all}"
PANE_CLOSE = "Close the article"
PANE_PREVIOUS = "Previous quote"
PANE_NEXT = "Next quote"
PANE_FAILED = "The article could not be opened. Is the program still running?"
ARTICLE_GONE = "This article is no longer in the store."
QUOTE_GONE = "The article was changed after this answer was given; a quote no longer stands where it did."

ADD_HEADING = "Add articles"
ADD_TEXT = "They can be asked about at once, by everybody who uses this page."
FILES_LABEL = "Text, Markdown, HTML, JSON (also .gz, .xz)"
FILES_ADD = "Add these files"
PASTE_HEADING = "Or paste a text"
PASTE_LABEL = "Text of the article"
PASTE_PLACEHOLDER = "A headline, byline and date line on top are recognised."
PASTE_TITLE = "Title"
PASTE_SOURCE = "Source"
PASTE_DATE = "Published"
PASTE_DATE_PLACEHOLDER = "2026-03-31"
PASTE_URL = "Address of the original"
PASTE_URL_PLACEHOLDER = "https://…"
PASTE_ADD = "Add this text"
PASTED = "Pasted text"
OPTIONAL = "optional"
NOTHING_CHOSEN = "Choose a file or paste a text first."
RESULT_HEADING = "Result"
READING_FILE = "Reading {name}"
INDEXING_FILE = "Indexing {name}"
MORE_RESULTS = "… and {number:,} more"
#: What became of an input: its state, and the word for it.
STATES = {"added": "Added", "unchanged": "Already here", "replaced": "Replaced", "rejected": "Not added"}
BAD_DATE = "“{date}” is no date such as 2026-03-31"
BAD_URL = "“{url}” is no web address; it begins with https:// or http://"
UNREADABLE = "The file could not be read: {error}"
NOT_STORED = "The articles could not be stored: {error}"
FAILED = "It could not be read, for a reason that was not foreseen ({error})"

COUNT_ONE = "1 article"
COUNT = "{articles:,} articles"
SOURCE_ONE = "1 source"
SOURCES = "{sources:,} sources"
