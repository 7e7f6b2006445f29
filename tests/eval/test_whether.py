"""Questions for yes or no in the calibration: whether the sentences found tell."""

from eval.questions import Question
from eval.whether import asking_whether, tell
from qa_bot import Article
from qa_bot.passage import Hit, Passage
from qa_bot.reader.extractive import ExtractiveReader
from tests.conftest import WordEncoder


def test_told_is_what_holds_the_answer_of_the_question_it_was_made_of():
    """The sentence with the day of the resignation tells that there was one; without it, nothing is told."""
    reader = ExtractiveReader(WordEncoder())
    texts = "Kim resigned as mayor on 3 May after the vote.", "Kim is the mayor of Brack and likes to ski in May."
    told, other = (Hit(Passage(Article(text), 0, len(text)), 1.0, 0.9) for text in texts)
    question = asking_whether(Question("q", "When did Kim resign as mayor?", ("3 May",)))
    evidence, right = tell(question, [told, other], reader)
    assert right
    assert evidence.sentence > 0.5
    assert not tell(question, [other], reader)[1]
    assert tell(question, [], reader) is None
